import { expect } from "chai";
import { codeOf } from "./support.ts";
import { useWeb } from "./web.ts";

describe("http_request: secrets", function () {
  this.timeout(120_000);
  const web = useWeb();
  const { ask, own, url } = web;

  const token = (more: object = {}) => ({
    secrets: [{ name: "TOKEN", host: "here.test", prefix: "Bearer ", ...more }],
  });
  const both = () => ({ network: [own(), own({ host: "other.test" })], ...token() });

  it("sends secrets and the tool's own credentials only to their host, also after a redirect", async () => {
    web.names["other.test"] = [["127.0.0.1"]];
    const seen: object[] = [];
    web.answer = (request, response) => {
      const { authorization, cookie, host, "x-own": mine } = request.headers;
      seen.push({ authorization, cookie, mine, host: host?.split(":")[0] });
      if (request.url === "/away") response.writeHead(307, { location: `http://other.test:${web.port}/` }).end();
      else response.end();
    };
    const { uses } = await ask({ url: url("/away"), headers: { cookie: "a=b", "x-own": "mine" } }, { grants: both() });
    expect(seen).to.deep.equal([
      { authorization: "Bearer s3cret-t0ken-value", cookie: "a=b", mine: "mine", host: "here.test" },
      { authorization: undefined, cookie: undefined, mine: "mine", host: "other.test" },
    ]);
    expect(uses.filter(({ grant }) => grant === "secrets")).to.deep.equal([
      { grant: "secrets", target: "TOKEN to here.test", allowed: true },
    ]);
    expect(JSON.stringify(uses)).to.not.include("s3cret");
  });

  it("does not let the tool replace a secret, and hides secrets in what a server echoes", async () => {
    web.answer = (request, response) => {
      const value = String(request.headers["authorization"]);
      response.setHeader("x-echo", value);
      response.end(`<${value}> ${JSON.stringify({ value })} ${encodeURIComponent(value)}`);
    };
    const { head, body } = await ask(
      { headers: { Authorization: "mine" } },
      { grants: { network: [own()], ...token() } },
    );
    expect(JSON.stringify(head) + body).to.not.include("s3cret-t0ken");
    expect(body).to.include("<Bearer [secret TOKEN]>");
    expect(head.headers["x-echo"]).to.equal("Bearer [secret TOKEN]");
    const quoted = await ask({}, { grants: { network: [own()], ...token({ name: "QUOTED", prefix: "" }) } });
    expect(quoted.body).to.not.include("uoted-s");
    // Output that ends in the middle of the secret does not show its beginning.
    web.answer = (request, response) => response.end(`12345678${String(request.headers["authorization"])}`);
    const cut = await ask({}, { grants: { network: [own()], ...token() }, limits: { max_output: "25B" } });
    expect(cut.body).to.equal("12345678Bearer ");
  });

  it("never sends a secret unencrypted to a public address, and names a secret that is missing or invalid", async () => {
    web.names["public.test"] = [["93.184.216.34"]];
    const grants = { network: [own({ host: "public.test", private: false })], ...token({ host: "public.test" }) };
    expect(await codeOf(ask({ url: `http://public.test:${web.port}/` }, { grants }))).to.equal("tool.grant_missing");
    for (const name of ["MISSING", "EMPTY", "BROKEN"]) {
      const reply = await ask({}, { grants: { network: [own()], ...token({ name }) } });
      expect(reply.head.error.code, name).to.equal("tool.failed");
      expect(reply.head.error.message).to.include(name).and.not.include("x: y");
    }
  });
});
