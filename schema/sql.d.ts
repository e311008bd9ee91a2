/** wrangler and the test runner import `.sql` as text. */
declare module "*.sql" {
  const text: string;
  export default text;
}
