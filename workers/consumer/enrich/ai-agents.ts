/** Crawlers and agents of AI services, by who runs them. Their documentation names these tokens. */
const OPERATORS: [operator: string, tokens: RegExp][] = [
  ["OpenAI", /GPTBot|OAI-SearchBot|ChatGPT-User|ChatGPT Agent|OAI-AdsBot|OpenAI/i],
  ["Anthropic", /ClaudeBot|Claude-Web|Claude-User|Claude-SearchBot|anthropic-ai|Claude-Code/i],
  ["Perplexity", /PerplexityBot|Perplexity-User/i],
  [
    "Google",
    /Google-Extended|Google-CloudVertexBot|GoogleAgent-|Google-NotebookLM|Gemini-Deep-Research|GoogleOther/i,
  ],
  ["Meta", /meta-externalagent|meta-externalfetcher|meta-webindexer|FacebookBot/i],
  ["Amazon", /Amazonbot|bedrockbot|NovaAct|AmazonBuyForMe/i],
  ["Apple", /Applebot-Extended/i],
  ["ByteDance", /Bytespider|TikTokSpider/i],
  ["Common Crawl", /CCBot/i],
  ["Cohere", /cohere-ai|cohere-training-data-crawler/i],
  ["Mistral", /MistralAI-User|MistralAI-Index/i],
  ["DuckDuckGo", /DuckAssistBot/i],
  ["xAI", /xAI-Bot|GrokBot|Grok-DeepSearch/i],
  ["DeepSeek", /DeepSeekBot/i],
  ["Huawei", /PanguBot|PetalBot.*AI/i],
  ["You.com", /YouBot/i],
  ["Diffbot", /Diffbot/i],
  ["Allen Institute", /AI2Bot/i],
  ["Timpi", /Timpibot/i],
  ["Webz.io", /omgilibot|omgili|Webzio-Extended/i],
  ["Cognition", /Devin/],
  ["Kagi", /kagi-fetcher/i],
  ["iAsk", /iaskspider|iAskBot/i],
  ["ImagesiftBot", /ImagesiftBot/i],
  ["Firecrawl", /FirecrawlAgent/i],
];

/** The operator of an AI crawler or agent that names itself, or empty. */
export function aiOperatorOf(userAgent: string): string {
  return OPERATORS.find(([, tokens]) => tokens.test(userAgent))?.[0] ?? "";
}
