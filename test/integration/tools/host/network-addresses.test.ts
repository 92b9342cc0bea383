import { expect } from "chai";
import { codeOf } from "./support.ts";
import { useWeb } from "./web.ts";

describe("http_request: addresses and redirects", function () {
  this.timeout(120_000);
  const web = useWeb();
  const { ask, own, url } = web;

  describe("addresses", () => {
    const everyone = () => ({ network: [{ host: "*", ports: [80, web.port], methods: ["GET"] }] });

    it("refuses addresses that are not public, in every notation", async () => {
      for (const host of [
        ...[
          "127.0.0.1",
          "0x7f.1",
          "2130706433",
          "017700000001",
          "127.1",
          "0",
          "0.0.0.0",
          "%31%32%37.0.0.1",
          "①②⑦.0.0.1",
        ],
        ...["10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.169.254", "198.18.0.1", "192.0.0.192"],
        ...["168.63.129.16", "100.100.100.200", "224.0.0.1", "255.255.255.255", "240.0.0.1"],
        ...[
          "[::1]",
          "[::]",
          "[::ffff:127.0.0.1]",
          "[::ffff:7f00:1]",
          "[::127.0.0.1]",
          "[64:ff9b::7f00:1]",
          "[64:ff9b:1::1]",
        ],
        ...["[fd00::1]", "[fe80::1]", "[fec0::1]", "[ff02::1]", "[2002:7f00:1::]", "[2001:0:1::1]", "[fd00:ec2::254]"],
        ...["[2001:db8::5efe:7f00:1]", "[2600:1f18::5efe:10.0.0.1]", "[4000::1]"],
      ]) {
        expect(await codeOf(ask({ url: `http://${host}/` }, { grants: everyone() })), host).to.equal(
          "tool.grant_missing",
        );
      }
    });

    it("checks all addresses of a name, and refuses the name if one of them is not public", async () => {
      web.names = {
        "mixed.test": [["93.184.216.34", "127.0.0.1"]],
        "odd.test": [["not an address"]],
        "none.test": [[]],
        "scoped.test": [["fe80::1%eth0"]],
      };
      const code = async (name: string) => codeOf(ask({ url: `http://${name}/` }, { grants: everyone() }));
      expect(await code("mixed.test")).to.equal("tool.grant_missing");
      expect(await code("odd.test")).to.equal("tool.grant_missing");
      expect(await code("scoped.test")).to.equal("tool.grant_missing");
      expect(await code("none.test")).to.equal("tool.failed");
      expect(await code("unknown.test")).to.equal("tool.failed");
    });

    it("refuses metadata services except under their own name, and refuses addresses that stand for many hosts", async () => {
      for (const address of ["169.254.169.254", "168.63.129.16", "fd00:ec2::254", "fe80::1", "0.0.0.0", "224.0.0.1"]) {
        web.names = { "here.test": [[address]] };
        expect(await codeOf(ask()), address).to.equal("tool.grant_missing");
      }
      expect(
        await codeOf(ask({ url: `http://0.0.0.0:${web.port}/` }, { grants: { network: [own({ host: "0.0.0.0" })] } })),
      ).to.equal("tool.grant_missing");
      const literal = { network: [own({ host: "0x7f.0.0.1" })] };
      expect(await codeOf(ask({ url: `http://127.0.0.1:${web.port}/` }, { grants: literal }))).to.equal("ok");
    });

    it("connects to the address that it checked, even if the name resolves to another one a moment later", async () => {
      web.names = { "here.test": [["127.0.0.1"], ["10.255.255.1"]] };
      expect(await codeOf(ask())).to.equal("ok");
      expect(web.lookups).to.deep.equal(["here.test"]);
      // The name resolves to a public address first and to a private one later; there is no second lookup.
      web.names = { "rebound.test": [["93.184.216.34"], ["127.0.0.1"]] };
      let served = 0;
      web.answer = (_request, response) => response.end(String((served += 1)));
      const code = await codeOf(
        ask(
          { url: `http://rebound.test:${web.port}/`, timeoutMs: 300 },
          { grants: { network: [own({ host: "rebound.test", private: false })] } },
        ),
      );
      expect(["tool.timeout", "tool.unavailable"]).to.include(code);
      expect(served).to.equal(0);
    });
  });

  describe("redirects", () => {
    it("checks the address, port, scheme and name of a redirect as it checks those of a first request", async () => {
      web.names["rebound.test"] = [["127.0.0.1"]];
      const targets: Record<string, string> = {
        "/address": `http://127.0.0.1:${web.port}/in`,
        "/metadata": "http://169.254.169.254/latest/meta-data/",
        "/port": "http://here.test:22/",
        "/rebound": `http://rebound.test:${web.port}/in`,
        "/file": "file:///etc/passwd",
        "/user": `http://a:b@here.test:${web.port}/`,
        "/nothing": "http://",
      };
      let inside = 0;
      web.answer = (request, response) => {
        if (request.url === "/in") inside += 1;
        response.writeHead(302, { location: targets[request.url ?? ""] ?? "/" }).end();
      };
      const grants = { network: [own(), { host: "*", ports: [web.port, 80], methods: ["GET"] }] };
      for (const path of Object.keys(targets)) {
        const expected = ["/file", "/user", "/nothing"].includes(path) ? "tool.failed" : "tool.grant_missing";
        expect(await codeOf(ask({ url: url(path) }, { grants })), path).to.equal(expected);
      }
      expect(inside).to.equal(0);
    });

    it("follows at most five redirects, and does not read their bodies", async () => {
      web.answer = (request, response) => {
        const left = Number((request.url ?? "").slice(1));
        if (left === 0) {
          response.end("there");
          return;
        }
        response.writeHead(302, { location: `/${left - 1}` });
        response.write("x".repeat(1_000));
      };
      expect((await ask({ url: url("/5") })).body).to.equal("there");
      expect(await codeOf(ask({ url: url("/6") }))).to.equal("tool.failed");
    });

    it("changes the method as RFC 9110 requires, and checks the grants for the new method", async () => {
      web.answer = (request, response) => {
        const status = Number((request.url ?? "").slice(1));
        if (status > 0) {
          response.writeHead(status, { location: "/seen" }).end();
          return;
        }
        request.resume();
        const { method, headers } = request;
        response.end(JSON.stringify([method, headers["content-type"] ?? null, headers["content-length"] ?? null]));
      };
      const post = async (status: number, grants: object = { network: [own()] }) =>
        ask(
          { url: url(`/${status}`), method: "POST", headers: { "content-type": "text/plain" } },
          { body: "abc", grants },
        );
      for (const status of [301, 302, 303]) {
        expect(JSON.parse((await post(status)).body), String(status)).to.deep.equal(["GET", null, null]);
      }
      for (const status of [307, 308]) {
        expect(JSON.parse((await post(status)).body), String(status)).to.deep.equal(["POST", "text/plain", "3"]);
      }
      expect(await codeOf(post(303, { network: [own({ methods: ["POST"] })] }))).to.equal("tool.grant_missing");
    });
  });
});
