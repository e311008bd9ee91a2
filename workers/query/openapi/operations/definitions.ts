/** What a site's owner calls things. */
import * as definitions from "../../../../schema/definitions.ts";
import * as answers from "../answers.ts";
import { kept } from "./kept.ts";
import { type Operation, SITE, shape } from "./operation.ts";

export const DEFINITIONS: readonly Operation[] = [
  ...kept(
    {
      path: "/v1/goals",
      thing: "goal",
      list: shape("Goals", answers.goals),
      see: "stats:read",
      keep: "sites:admin",
      shared: true,
    },
    shape("Goal", answers.goal),
    {
      input: { ...shape("NewGoal", definitions.newGoal), example: { site_id: SITE, event: "Signup" } },
      answer: shape("Goal", answers.goal),
    },
    { ...shape("GoalChange", definitions.goalChange), example: { currency: "EUR" } },
  ),
  ...kept(
    {
      path: "/v1/segments",
      thing: "segment",
      list: shape("Segments", answers.segments),
      see: "stats:read",
      keep: "stats:read",
    },
    shape("Segment", answers.segment),
    {
      input: {
        ...shape("NewSegment", definitions.newSegment),
        example: { site_id: SITE, name: "Germans", kind: "site", filters: [["is", "visit:country", ["DE"]]] },
      },
      answer: shape("Segment", answers.segment),
    },
    { ...shape("SegmentChange", definitions.segmentChange), example: { name: "From Germany" } },
  ),
  ...kept(
    {
      path: "/v1/annotations",
      thing: "annotation",
      list: shape("Annotations", answers.annotations),
      see: "stats:read",
      keep: "sites:admin",
    },
    shape("Annotation", answers.annotation),
    {
      input: {
        ...shape("NewAnnotation", definitions.newAnnotation),
        example: { site_id: SITE, at: "2026-11-24T09:30:00Z", text: "New prices" },
      },
      answer: shape("Annotation", answers.annotation),
    },
    { ...shape("AnnotationChange", definitions.annotationChange), example: { text: "New plans" } },
  ),
  ...kept(
    {
      path: "/v1/shares",
      thing: "share",
      list: shape("Shares", answers.shares),
      see: "sites:admin",
      keep: "sites:admin",
    },
    shape("Share", answers.share),
    {
      input: {
        ...shape("NewShare", definitions.newShare),
        example: { site_id: SITE, name: "For the board" },
      },
      answer: shape("NewShareAnswer", answers.newShareAnswer),
    },
    { ...shape("ShareChange", definitions.shareChange), example: { name: "For the press" } },
  ),
];
