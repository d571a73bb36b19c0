// npm's certified OpenID provider, over TLS on a free port of loopback: `node provider.mjs SETTINGS`, as JSON
// {issuer, client, pkce, types, pem}. Prints its port when it is ready; ends when its standard input does.
import { createServer } from "node:https";
import Provider from "oidc-provider";

const { issuer, client, pkce, types, pem } = JSON.parse(process.argv[2]);

const provider = new Provider(issuer, {
  clients: [client],
  claims: { openid: ["sub"], profile: ["name"] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, name: "Wati Contoh" }) }),
  acrValues: ["mfa"],
  features: { backchannelLogout: { enabled: true } },
  pkce: { required: () => pkce },
  responseTypes: types,
  // The paths at which the sandbox's app looks for its provider.
  routes: {
    authorization: "/authorize",
    end_session: "/logout",
    jwks: "/jwks",
    token: "/token",
    userinfo: "/userinfo",
  },
});

const server = createServer({ key: pem, cert: pem }, provider.callback());
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit()).resume();
