import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { replayArguments } from "./arguments.ts";
import { encodeKey, signedHeaders } from "./aws-signature.ts";
import { type FakeS3, KEYS, startFakeS3 } from "./s3-for-tests.ts";
import { s3Access, s3Source } from "./s3-source.ts";

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, "Examples: Signature calculations". */
describe("signatures as AWS documents them", () => {
  const credentials = {
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  };
  const sign = (path: string, headers = {}) =>
    signedHeaders(
      "GET",
      new URL(`https://examplebucket.s3.amazonaws.com${path}`),
      ...([headers, credentials, "us-east-1", Date.UTC(2013, 4, 24)] as const),
    ).authorization;

  test.each([
    [
      "GET an object",
      "/test.txt",
      { range: "bytes=0-9" },
      "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    ],
    [
      "a parameter without a value",
      "/?lifecycle",
      {},
      "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    ],
    [
      "list objects",
      "/?max-keys=2&prefix=J",
      {},
      "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    ],
  ])("%s", (_, path, headers, signature) => {
    expect(sign(path, headers)).toContain(`Signature=${signature}`);
  });

  test("the whole header", () => {
    expect(sign("/test.txt", { range: "bytes=0-9" })).toBe(
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request," +
        "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date," +
        "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    );
  });

  test("keys are encoded but for their slashes", () => {
    expect(encodeKey("v1/site=a b/*'().é")).toBe("v1/site%3Da%20b/%2A%27%28%29.%C3%A9");
  });
});

describe("a bucket", () => {
  const keys = [
    "v1/events/site=a&b/date=2026-05-20/0-1-1-2-0.parquet",
    "v1/events/c",
    "v1/events/d",
    "v1/events/e",
    "v1/x",
  ];
  const objects = new Map(keys.map((key) => [key, new TextEncoder().encode(`the body of ${key}`)]));
  let s3: FakeS3;
  beforeEach(async () => {
    s3 = await startFakeS3("footfall-archive", objects);
  });
  afterEach(() => s3.stop());

  const source = (secretAccessKey = KEYS.secretAccessKey) =>
    s3Source(
      {
        ...{ endpoint: s3.url, bucket: "footfall-archive", region: "auto", pauseMs: 1 },
        credentials: { ...KEYS, secretAccessKey },
      },
      [],
    );

  test("lists page after page, in order, and reads what it listed", async () => {
    const found = await source().keys("v1/events/");
    expect(found).toEqual(keys.slice(0, 4).sort());
    expect(s3.requests).toHaveLength(2);
    for (const key of found)
      expect(new TextDecoder().decode(await source().read(key))).toBe(`the body of ${key}`);
    expect(await source().keys("v2/")).toEqual([]);
  });

  test("tries again what may pass, and gives up with the key and without the secret", async () => {
    s3.failures = 2;
    expect(await source().keys("v1/x")).toEqual(["v1/x"]);
    s3.failures = 9;
    await expect(source().keys("v1/x")).rejects.toThrow(/answered 503 SlowDown for \/footfall-archive$/);
    s3.failures = 0;
    await expect(source().read("v1/none")).rejects.toThrow("404 NoSuchKey for /footfall-archive/v1/none");
    const refused = await source("another secret").keys("v1/").catch(String);
    expect(refused).toContain("403 SignatureDoesNotMatch");
    expect(refused).not.toContain("another secret");
  });
});

test("what is missing to reach a bucket is named", () => {
  const env = { R2_ENDPOINT: "https://a.example", R2_ACCESS_KEY_ID: "id" };
  expect(() => s3Access("archive", env)).toThrow("R2_SECRET_ACCESS_KEY must be set");
  expect(s3Access("archive", { ...env, R2_SECRET_ACCESS_KEY: "s" })).toMatchObject({
    bucket: "archive",
    region: "auto",
  });
});

test("the command line names a bucket and a list of erasures", () => {
  expect(replayArguments(["--from", "r2:footfall-archive", "--erasures", "list.json"])).toMatchObject({
    from: "r2:footfall-archive",
    erasures: "list.json",
  });
});
