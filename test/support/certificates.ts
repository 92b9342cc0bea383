/**
 * A certificate authority for tests, with an intermediate authority as in real chains. The certificates are made by
 * OpenSSL.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Certificate {
  readonly key: string;
  /** Includes the intermediate authority's certificate. */
  readonly chain: string;
  readonly alone: string;
}

export interface Authority {
  /** File with the root certificate, for NODE_EXTRA_CA_CERTS. */
  readonly file: string;
  /** Issues a certificate for a host, valid for `days` days; with a negative number it has already expired. */
  issue(host: string, days?: number): Certificate;
}

export const hasOpenssl = (): boolean => {
  try {
    execFileSync("openssl", ["version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

const day = (offset: number): string =>
  `${new Date(Date.now() + offset * 86_400_000).toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}Z`;

/** Stores its files in `folder`. */
export const createAuthority = (folder: string): Authority => {
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  };
  const makeKey = (name: string): void =>
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", `${name}.key`);
  const request = (name: string, subject: string): void =>
    openssl("req", "-new", "-key", `${name}.key`, "-subj", subject, "-out", `${name}.csr`);

  writeFileSync(at("index.txt"), "");
  writeFileSync(at("serial"), "1000\n");
  writeFileSync(
    at("ca.cnf"),
    ["[ca]", "default_ca = own", "[own]", `database = ${at("index.txt")}`, `serial = ${at("serial")}`]
      .concat([`new_certs_dir = ${folder}`, "default_md = sha256", "policy = any", "unique_subject = no"])
      .concat(["[any]", "commonName = supplied"])
      .join("\n"),
  );

  const sign = (
    name: string,
    by: string | null,
    extensions: string,
    [from, until]: readonly [number, number],
  ): void => {
    writeFileSync(at(`${name}.ext`), extensions);
    const signer =
      by === null ? ["-selfsign", "-keyfile", `${name}.key`] : ["-cert", `${by}.pem`, "-keyfile", `${by}.key`];
    const validity = ["-startdate", day(from), "-enddate", day(until)];
    openssl(
      ...["ca", "-config", "ca.cnf", "-batch", "-notext", ...signer, ...validity],
      ...["-extfile", `${name}.ext`, "-in", `${name}.csr`, "-out", `${name}.pem`],
    );
  };

  for (const [name, by] of [
    ["root", null],
    ["middle", "root"],
  ] as const) {
    makeKey(name);
    request(name, `/CN=Caxton test ${name}`);
    sign(name, by, "basicConstraints = critical, CA:TRUE\nkeyUsage = critical, keyCertSign, cRLSign\n", [-10, 10]);
  }
  let issued = 0;
  return {
    file: at("root.pem"),
    issue: (host, days = 5) => {
      issued += 1;
      const name = `host-${issued}`;
      makeKey(name);
      request(name, `/CN=${host}`);
      sign(name, "middle", `subjectAltName = DNS:${host}\nextendedKeyUsage = serverAuth, clientAuth\n`, [-9, days]);
      const alone = readFileSync(at(`${name}.pem`), "utf8");
      return {
        key: readFileSync(at(`${name}.key`), "utf8"),
        alone,
        chain: alone + readFileSync(at("middle.pem"), "utf8"),
      };
    },
  };
};
