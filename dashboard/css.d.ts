/** Style sheets that are imported for their effect: the bundler puts them into the page's one style sheet. */
declare module "*.css";
