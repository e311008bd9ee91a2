/** Rides in `context.sdk` of every request; a test holds it to package.json. */
export const SDK_NAME = "footfall-js/0.1.0";
