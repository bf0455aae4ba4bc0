// A real (certified) OpenID Connect provider on 127.0.0.1, never a production configuration. It asks for a user name and for nothing else, and consents by
// itself; login_hint=NAME in the authorization URL skips the form. Ends with its input. First line on standard output: issuer=URL
// /issued lists the tokens it handed out, one a line.
// Arguments: the client's id, its secret, then the accounts as JSON: { NAME: { email, email_verified, name } }. Each input line is a redirect URI to allow.
import http from 'node:http';
import readline from 'node:readline';
import Provider from 'oidc-provider';

const [clientId, clientSecret, accountsJson] = process.argv.slice(2);
const accounts = JSON.parse(accountsJson);
const redirects = new Set();
const server = http.createServer();
await new Promise((done) => server.listen(0, '127.0.0.1', done));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  clients: [{
    client_id: clientId, client_secret: clientSecret, grant_types: ['authorization_code'], response_types: ['code'], redirect_uris: ['http://127.0.0.1/unused'],
  }],
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  conformIdTokenClaims: false, // the claims in the identity token too, as most hosted providers do
  features: { devInteractions: { enabled: false }, pushedAuthorizationRequests: { enabled: false } }, // parameters where a test can see them
  pkce: { required: () => true },
  ttl: { AccessToken: 60, IdToken: 60, AuthorizationCode: 60, Session: 600, Interaction: 600, Grant: 600 },
  cookies: { keys: ['test'] },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_ctx, sub) => accounts[sub] && { accountId: sub, claims: () => ({ sub, ...accounts[sub] }) },
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid email profile');
    await grant.save();
    return grant;
  },
});
const issued = []; // every token that was handed out, for tests that look whether one shows up anywhere
provider.on('grant.success', (ctx) => issued.push(...[ctx.body.access_token, ctx.body.id_token, ctx.body.refresh_token].filter(Boolean)));
provider.Client.prototype.redirectUriAllowed = (uri) => redirects.has(uri);

const page = (text) => `<!doctype html><html lang="en"><link rel="icon" href="data:,"><title>Test provider</title><h1>Test provider</h1>${text}</html>`;
const form = '<form method="post"><label>User name <input name="login" autofocus></label> <button>Continue</button></form>';
const callback = provider.callback();
server.on('request', async (request, response) => {
  if (request.url === '/issued') return response.end(issued.join('\n'));
  if (!/^\/interaction\//.test(request.url)) return callback(request, response);
  try {
    const { params } = await provider.interactionDetails(request, response);
    let name = params.login_hint;
    if (request.method === 'POST') {
      let body = '';
      for await (const chunk of request) body += chunk;
      name = new URLSearchParams(body).get('login');
    }
    if (name === 'nobody') return await provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'The person said no' });
    if (accounts[name]) return await provider.interactionFinished(request, response, { login: { accountId: name } });
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(page(form));
  } catch (e) {
    response.statusCode = 400;
    response.end(String(e.message));
  }
});

readline.createInterface({ input: process.stdin }).on('line', (uri) => { redirects.add(uri); process.stdout.write(`allowed=${uri}\n`); }).on('close', () => process.exit());
process.stdout.write(`issuer=${issuer}\n`);
