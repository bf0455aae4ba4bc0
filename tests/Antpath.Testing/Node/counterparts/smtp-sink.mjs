// A real SMTP server on 127.0.0.1 that delivers nothing: each accepted message becomes one line of JSON on standard output. Ends with its input.
// SMTP_USER and SMTP_PASSWORD: it asks for them, also without TLS. STARTTLS is offered with a certificate that nobody should trust.
// Faults by recipient: refuse+N@ is answered with N at RCPT, later+N@ the same the first time, stall@ gets no answer to its message.
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const fault = (code, text) => Object.assign(new Error(text), { responseCode: code });
const told = (line) => process.stdout.write(`${line}\n`);
const user = process.env.SMTP_USER;
const asked = new Set();

const server = new SMTPServer({
  authOptional: !user,
  allowInsecureAuth: true,
  size: 1 << 20,
  onAuth: (auth, _session, done) => (auth.username === user && auth.password === process.env.SMTP_PASSWORD ? done(null, { user }) : done(fault(535, 'wrong'))),
  onRcptTo({ address }, _session, done) {
    const [, kind, code] = /^(refuse|later)\+(\d{3})/.exec(address) ?? [];
    if (kind && (kind === 'refuse' || !asked.has(address))) {
      asked.add(address);
      return done(fault(Number(code), `no ${address} here`));
    }
    done();
  },
  onData(stream, session, done) {
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.on('end', async () => {
      const mail = await simpleParser(Buffer.concat(chunks));
      const to = session.envelope.rcptTo.map((r) => r.address);
      told(JSON.stringify({
        to: to[0], from: mail.from?.text ?? '', subject: mail.subject ?? '', text: mail.text ?? '', user: session.user || null,
        autoSubmitted: mail.headers.get('auto-submitted') ?? null,
      }));
      if (!to.some((address) => address.startsWith('stall@'))) done();
    });
  },
});
server.on('error', () => {}); // a client that goes away in the middle of TLS
server.listen(0, '127.0.0.1', () => told(`port=${server.server.address().port}`));
process.stdin.on('end', () => process.exit()).resume();
