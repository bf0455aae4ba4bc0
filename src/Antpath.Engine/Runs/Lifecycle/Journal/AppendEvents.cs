using Antpath.Engine.Runs.Claiming;
using Antpath.Ids;
using Npgsql;

namespace Antpath.Engine.Runs.Lifecycle.Journal;

/// <summary>
/// Appends events to the run's log. A provider event already there is left out before numbers are given, so the numbers have no gaps.
/// </summary>
/// <param name="Attempt">The attempt they belong to, or null.</param>
/// <param name="Events">In their order.</param>
internal sealed record AppendEvents(AttemptId? Attempt, IReadOnlyList<NewEvent> Events) : StepWrite
{
    public override int? RowsExpected => null;

    public override NpgsqlBatchCommand ToCommand(RunLease lease)
    {
        const string Sql = """
            with known as materialized (             -- by the index, for these ids only: an attempt may have very many events
                select provider_event_id from run_events where run_attempt_id = $3 and provider_event_id = any ($5)),
            fresh as materialized (
                select e.*, row_number() over (order by e.place) as number
                from unnest($4::uuid[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::text[])
                    with ordinality e (id, provider_event_id, type, processed_at, summary, usage, place)
                where e.provider_event_id is null or e.provider_event_id not in (select provider_event_id from known)),
            numbered as (
                update runs set last_event_sequence = last_event_sequence + (select count(*) from fresh)
                where workspace_id = $1 and id = $2 and exists (select from fresh)
                returning last_event_sequence - (select count(*) from fresh) as before)
            insert into run_events (id, workspace_id, run_id, sequence, run_attempt_id, source, provider_event_id, type, processed_at, summary, usage)
            select fresh.id, $1, $2, numbered.before + fresh.number, $3,
                case when fresh.provider_event_id is null then 'antpath' else 'provider' end,
                fresh.provider_event_id, left(fresh.type, 128), fresh.processed_at, fresh.summary::jsonb, fresh.usage::jsonb
            from fresh, numbered
            """;
        return new NpgsqlBatchCommand(Sql).With(lease.Workspace.Value).With(lease.Run.Value).With(Attempt?.Value)
            .WithArray(Events.Select(e => e.Id).ToArray())
            .WithArray(Events.Select(e => e.ProviderEventId).ToArray())
            .WithArray(Events.Select(e => (string?)e.Type).ToArray())
            .WithArray(Events.Select(e => e.ProcessedAt).ToArray())
            .WithArray(Events.Select(e => e.Summary).ToArray())
            .WithArray(Events.Select(e => e.Usage).ToArray());
    }
}
