/*
 * Claim, lease, fence, commit and provider effects of one attempt, with workers that crash, stop and go on at any point.
 * README.md beside this file says what each part stands for and what is assumed. `make model` explores every state.
 *
 * Time is counted in ticks and kept as ages, so that it has no end. Between any two statements of a worker any time may pass.
 */
#ifndef WORKERS
#define WORKERS 2
#endif
#ifndef CLAIMS
#define CLAIMS 3            /* claims of the run in all: a takeover, and a takeover of the takeover */
#endif
#ifndef STEPS
#define STEPS 2             /* steps of the attempt, each with one effect at the provider */
#endif
#define TTL 3               /* ANTPATH_WORKER_LEASE_TTL */
#ifndef MARGIN
#define MARGIN 2            /* ANTPATH_WORKER_LEASE_MARGIN: how much sooner a worker's own clock stops it */
#endif
#define TRAVEL 1            /* a call that has passed the guard arrives within so many ticks: less than the margin */

/* run_leases: one row */
byte lease_token;           /* 0: not held */
byte lease_left;            /* ticks until it expires */
byte tokens;                /* claims so far; each has a token of its own */

/* runs and journal: what is committed */
byte progress;

/* the provider, which has no fence of its own: the newest claim that has acted on it */
byte newest;

/* workers' memory */
byte token[WORKERS];        /* its claim; 0: none */
byte age[WORKERS];          /* of its trust: ticks since it asked for the claim or the renewal; TTL: that many or more */
byte asking[WORKERS];       /* of a question under way, likewise; it goes on while the worker is stopped */
byte seen[WORKERS];         /* progress as it has read it */

/* one call per worker on its way to the provider; it outlives its sender */
byte call_token[WORKERS];   /* 0: none */
byte call_left[WORKERS];

#ifdef NO_FENCE
#define fence(w) (true)
#else
#define fence(w) (lease_token == token[w] && lease_left > 0)
#endif

#ifdef NO_CLOCK
#define guard(w) (true)
#else
#define guard(w) (age[w] < TTL - MARGIN)
#endif

/* A tick. No call is late: the bound on TRAVEL is the one thing assumed of the world outside. */
active proctype time()
{
  byte i;
end:
  do
  :: d_step {
       ((call_token[0] == 0 || call_left[0] > 0)
#if WORKERS > 1
       && (call_token[1] == 0 || call_left[1] > 0)
#endif
#if WORKERS > 2
       && (call_token[2] == 0 || call_left[2] > 0)
#endif
       ) ->
       if :: lease_left > 0 -> lease_left-- :: else fi;
       i = 0;
       do
       :: i == WORKERS -> break
       :: else ->
          if :: age[i] < TTL -> age[i]++ :: else fi;
          if :: asking[i] < TTL -> asking[i]++ :: else fi;
          if :: call_token[i] != 0 -> call_left[i]-- :: else fi;
          i++
       od;
       i = 0
     }
  od
}

inline arrive(w)
{
  /* the effects of two workers never interleave: once a newer claim has acted, no older one does */
  assert(call_token[w] >= newest);
  /* and a worker that was overtaken does nothing at the provider, whether the other one has acted yet or not */
  assert(call_token[w] == tokens);
  newest = call_token[w];
  call_token[w] = 0;
  call_left[w] = 0
}

/* The network: a call arrives at any moment until its time is up. */
active proctype network()
{
end:
  do
  :: d_step { call_token[0] != 0 -> arrive(0) }
#if WORKERS > 1
  :: d_step { call_token[1] != 0 -> arrive(1) }
#endif
#if WORKERS > 2
  :: d_step { call_token[2] != 0 -> arrive(2) }
#endif
  od
}

active [WORKERS] proctype worker()
{
  byte w;
  d_step { w = _pid - 2 };

end:
idle:
  /* RunLeases.ClaimAsync. The question is asked here: what is trusted counts from now */
  if
  :: d_step { tokens < CLAIMS && progress < STEPS -> asking[w] = 0 }
  fi;

  /* the statement: the row's lock makes it one step */
  if
  :: d_step { lease_left == 0 && tokens < CLAIMS && progress < STEPS ->
       tokens++; lease_token = tokens; lease_left = TTL; token[w] = tokens }
  :: d_step { lease_left > 0 || tokens == CLAIMS || progress == STEPS -> asking[w] = TTL }; goto idle
  fi;

  /* the answer, however late */
  d_step { age[w] = asking[w]; asking[w] = TTL; seen[w] = progress };

held:
  if
  :: d_step { seen[w] == STEPS -> if :: lease_token == token[w] -> lease_token = 0; lease_left = 0 :: else fi }; goto drop /* ReleaseAsync */
  :: d_step { seen[w] < STEPS && guard(w) && call_token[w] == 0 ->          /* LeaseGuardedProvider: looks, then calls */
       call_token[w] = token[w]; call_left[w] = TRAVEL }
  :: d_step { seen[w] < STEPS && !guard(w) -> skip }; goto drop             /* LeaseLostException */
  :: d_step { seen[w] < STEPS -> asking[w] = 0 }; goto renew
  :: goto drop                                                              /* SIGKILL: the lease stays until it runs out */
  fi;

  /* the answer, or the sender's death while the call is under way */
  if
  :: call_token[w] == 0
  :: goto drop
  fi;

  /* StepWriter: the lease row is locked and checked, and stays locked until the commit: one step, at any later time */
  if
  :: d_step { fence(w) ->
       /* a commit by a lease that is lost never succeeds, nor one on top of another worker's progress */
       assert(lease_token == token[w] && lease_left > 0);
       assert(seen[w] == progress);
       progress++; seen[w] = progress };
     goto held
  :: d_step { !fence(w) -> skip }; goto drop                                /* LeaseLost: writes nothing */
  :: goto drop
  fi;

renew:
  /* RunLeases.RenewAsync */
  if
  :: d_step { fence(w) -> lease_left = TTL }
  :: d_step { !fence(w) -> skip }; goto drop
  :: goto drop
  fi;
  d_step { age[w] = asking[w]; asking[w] = TTL };
  goto held;

drop:
  /* memory is gone; it starts again with nothing */
  if
  :: d_step { token[w] = 0; age[w] = TTL; asking[w] = TTL; seen[w] = 0 }
  fi;
  goto idle
}
