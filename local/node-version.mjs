// Runs before every script, in whatever Node the PATH has: an old one could not even read the TypeScript that follows.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `Footfall needs Node 22.18 or newer, and this is ${process.version}. \`npm ci\` brings Node 24 along as a dependency: run it, then use \`npm start\` and \`npm test\`.`,
  );
  process.exit(1);
}
