/** What begins something new. */
export const NewButton = ({ says, press }: { says: string; press(): void }) => (
  <button type="button" class="primary" onClick={press}>
    {says}
  </button>
);
