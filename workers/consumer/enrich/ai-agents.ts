/**
 * Crawlers and agents of AI services, by who runs them and what for, as their operators document the tokens:
 * `training` gathers for models, `search` indexes for answers, `assistant` fetches a page that a person asked about,
 * `agent` acts for a person.
 */
export type AiPurpose = "training" | "search" | "assistant" | "agent";

export interface AiAgent {
  operator: string;
  purpose: AiPurpose;
}

/** The first that matches wins. */
const AGENTS: [operator: string, purpose: AiPurpose, tokens: RegExp][] = [
  ["OpenAI", "agent", /ChatGPT Agent|Operator\/\d/i],
  ["OpenAI", "assistant", /ChatGPT-User/i],
  ["OpenAI", "search", /OAI-SearchBot|OAI-AdsBot/i],
  ["OpenAI", "training", /GPTBot|OpenAI/i],
  ["Anthropic", "agent", /Claude-Code/i],
  ["Anthropic", "assistant", /Claude-User/i],
  ["Anthropic", "search", /Claude-SearchBot/i],
  ["Anthropic", "training", /ClaudeBot|Claude-Web|anthropic-ai/i],
  ["Perplexity", "assistant", /Perplexity-User/i],
  ["Perplexity", "search", /PerplexityBot/i],
  ["Google", "agent", /GoogleAgent-/i],
  ["Google", "assistant", /Google-NotebookLM|Gemini-Deep-Research/i],
  ["Google", "training", /Google-Extended|Google-CloudVertexBot|GoogleOther/i],
  ["Meta", "assistant", /meta-externalfetcher/i],
  ["Meta", "search", /meta-webindexer/i],
  ["Meta", "training", /meta-externalagent|FacebookBot/i],
  ["Amazon", "agent", /NovaAct|AmazonBuyForMe/i],
  ["Amazon", "training", /Amazonbot|bedrockbot/i],
  ["Apple", "training", /Applebot-Extended/i],
  ["ByteDance", "training", /Bytespider|TikTokSpider/i],
  ["Common Crawl", "training", /CCBot/i],
  ["Cohere", "assistant", /cohere-ai/i],
  ["Cohere", "training", /cohere-training-data-crawler/i],
  ["Mistral", "assistant", /MistralAI-User/i],
  ["Mistral", "search", /MistralAI-Index/i],
  ["DuckDuckGo", "assistant", /DuckAssistBot/i],
  ["xAI", "search", /Grok-DeepSearch/i],
  ["xAI", "training", /xAI-Bot|GrokBot/i],
  ["DeepSeek", "training", /DeepSeekBot/i],
  ["Huawei", "training", /PanguBot|PetalBot.*AI/i],
  ["You.com", "search", /YouBot/i],
  ["Diffbot", "training", /Diffbot/i],
  ["Allen Institute", "training", /AI2Bot/i],
  ["Timpi", "search", /Timpibot/i],
  ["Webz.io", "training", /omgilibot|omgili|Webzio-Extended/i],
  ["Cognition", "agent", /Devin/],
  ["Manus", "agent", /Manus-User/i],
  ["Kagi", "assistant", /kagi-fetcher/i],
  ["iAsk", "search", /iaskspider|iAskBot/i],
  ["ImagesiftBot", "training", /ImagesiftBot/i],
  ["Firecrawl", "agent", /FirecrawlAgent/i],
];

/** The AI crawler or agent that names itself in a user agent; null when none does. */
export function aiAgentOf(userAgent: string): AiAgent | null {
  const found = AGENTS.find(([, , tokens]) => tokens.test(userAgent));
  return found === undefined ? null : { operator: found[0], purpose: found[1] };
}
