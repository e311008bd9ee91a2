/** Lazy: errors of the page's scripts that nobody caught, each once and ten at most. */
import type { Module } from "./module.ts";
import { bareUrl, cutText } from "./text.ts";

const MAX_ERRORS = 10;
const MAX_FRAMES = 5;

/** Addresses in it may carry what is private in their queries. */
const withoutQueries = (text: string) => text.replace(/(\w+:\/\/[^\s?#)]*)[?#][^\s:)]*/g, "$1");

/** The first frames; some browsers begin the stack with the message. */
export const framesOf = (stack: string): string =>
  withoutQueries(
    stack
      .split("\n")
      .filter((line) => /^\s+at |@/.test(line))
      .slice(0, MAX_FRAMES)
      .map((line) => line.trim())
      .join("\n"),
  );

const watchErrors: Module = (emit) => {
  const told = new Set<string>();
  const tell = (reason: unknown, message: string, file?: string, line?: number, column?: number) => {
    const key = [message, file, line].join();
    if (told.has(key) || told.size >= MAX_ERRORS) return;
    told.add(key);
    const stack = reason instanceof Error ? framesOf(reason.stack ?? "") : undefined;
    const error = {
      message: cutText(withoutQueries(message)),
      file: file && bareUrl(file),
      line,
      column,
      stack,
    };
    emit("error", { error, interactive: false });
  };
  addEventListener("error", ({ error, message, filename, lineno, colno }) =>
    tell(error, message, filename, lineno, colno),
  );
  addEventListener("unhandledrejection", ({ reason }) => tell(reason, `Unhandled: ${reason}`));
};

export default watchErrors;
