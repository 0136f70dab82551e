// A provider of single sign-on for tests: everybody may sign in, and a login says what the provider knows of them.
// usage: node provider.mjs PORT CALLBACK
import Provider from "oidc-provider";

const [port, callback] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, {
  clients: [{ client_id: "lumbung", client_secret: "rahasia-klien", redirect_uris: [callback] }],
  claims: { email: ["email", "email_verified"] },
  conformIdTokenClaims: false,
  cookies: { keys: ["kunci uji"] },
  pkce: { required: () => true },
  findAccount: (_context, login) => ({
    accountId: login,
    claims: () => ({
      sub: login,
      email: `${login.replace(/^(palsu|lain)-/, "")}@contoh.go.id`,
      email_verified: !login.startsWith("palsu-"),
    }),
  }),
});
provider.listen(port, "127.0.0.1", () => console.log(issuer));
