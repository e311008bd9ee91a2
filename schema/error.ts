/** The one shape of every refusal: a code for machines, a sentence that says what to change for people. */
export interface ApiError {
  error: {
    code: string;
    message: string;
    /** Where in the request, as a JSON path: `events[3].timestamp`. */
    path?: string;
    /** What would have been accepted there. */
    allowed?: readonly string[];
    /** The allowed word nearest to the one that was sent. */
    did_you_mean?: string;
  };
}
