import { expect, test } from "vitest";
import { senderNetwork } from "./address.ts";

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["0.0.0.0", "0.0.0.0"],
  ["255.255.255.255", "255.255.255.255"],
  ["2001:db8:0:1:2:3:4:5", "2001:db8:0:1::/64"],
  ["2001:0db8:0000:0001:0002:0003:0004:0005", "2001:db8:0:1::/64"],
  ["2001:DB8::5", "2001:db8:0:0::/64"],
  ["2001:db8::", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::", "0:0:0:0::/64"],
  ["[2001:db8::1]", "2001:db8:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["::ffff:c000:201", "192.0.2.1"],
  ["0:0:0:0:0:ffff:192.0.2.1", "192.0.2.1"],
  ["64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"],
])("%s belongs to %s", (address, network) => {
  expect(senderNetwork(address)).toBe(network);
});

test.each([
  "",
  "localhost",
  "256.0.0.1",
  "1.2.3",
  "1.2.3.4.5",
  "01.2.3.4",
  "1.2.3.4:80",
  " 1.2.3.4",
  "1::2::3",
  ":::",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1:2:3:4:5:6:7:8::",
  "12345::",
  "g::",
  "1.2.3.4::",
  "1.2.3.4:1::",
])("%j is no address", (text) => {
  expect(senderNetwork(text)).toBeNull();
});

test("two addresses of one /64 are one network, of two they are not", () => {
  expect(senderNetwork("2001:db8:0:1:aaaa::1")).toBe(senderNetwork("2001:db8:0:1:bbbb::2"));
  expect(senderNetwork("2001:db8:0:1::1")).not.toBe(senderNetwork("2001:db8:0:2::1"));
});
