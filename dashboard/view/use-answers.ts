import { useModel } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { AnswersModel, keyOf, type Questions } from "../answers.ts";
import type { Dashboard } from "../model.ts";

/**
 * The answers to a view's questions: asked when they change, and again, silently, when the page as a whole is
 * (`model.askedAt`: a key, or events that have arrived). What was answered before is shown at once.
 */
export function useAnswers(model: Dashboard, questions: Questions): InstanceType<typeof AnswersModel> {
  const answers = useModel(() => new AnswersModel(model.api, model.answerCache()));
  const asked = useRef("");
  const key = Object.entries(questions)
    .map(([part, question]) => `${part} ${keyOf(question)}`)
    .join("\n");
  useEffect(() => {
    const which = asked.current === key ? "all" : "changed";
    asked.current = key;
    if (Object.keys(questions).length > 0) void answers.load(questions, which);
  }, [key, model.askedAt.value]);
  return answers;
}
