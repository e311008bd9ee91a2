/** The invented shop of the demo, a maker of tide tables: what its pages and its traffic agree on. */
export const DEMO_SITE_NAME = "Demo";

/** Host of the generated traffic; reserved by RFC 2606, so nobody's. */
export const DEMO_HOST = "demo.example";
