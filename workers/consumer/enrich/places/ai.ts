/** Assistants that answer with links. The format is told in `index.ts`. */
export const AI = `
ChatGPT | .chatgpt.com chat.openai.com .openai.com com.openai.chatgpt labs.openai.com | openai, chat-gpt
Claude | .claude.ai .anthropic.com com.anthropic.claude | anthropic
Perplexity | .perplexity.ai .perplexity.com ai.perplexity.app.android | perplexity.ai
Gemini | gemini.google.com bard.google.com aistudio.google.com com.google.android.apps.bard | bard, google gemini
NotebookLM | notebooklm.google.com
Copilot | copilot.microsoft.com copilot.cloud.microsoft m365.cloud.microsoft edgeservices.bing.com edgepilot.microsoft.com .bing.com/chat com.microsoft.copilot | microsoft copilot, bing chat
Grok | .grok.com x.com/i/grok grok.x.ai .x.ai | xai
DeepSeek | .deepseek.com | deepseek.com
Mistral | chat.mistral.ai .mistral.ai | le chat, lechat
Meta AI | .meta.ai | meta.ai
You.com | .you.com | you
Phind | .phind.com
Poe | .poe.com
Pi | .pi.ai .heypi.com
Character.AI | .character.ai beta.character.ai | characterai
Kimi | .kimi.com .kimi.ai kimi.moonshot.cn
Qwen | .qwen.ai chat.qwen.ai tongyi.aliyun.com
Doubao | .doubao.com
Tencent Yuanbao | yuanbao.tencent.com
Baidu AI | yiyan.baidu.com ai.baidu.com chat.baidu.com
ChatGLM | .chatglm.cn chat.z.ai
Z.ai | .z.ai
iAsk | .iask.ai
Duck.ai | .duck.ai
Jasper | .jasper.ai
Writesonic | .writesonic.com
Chat+ | .chatplus.com .chat-gpt.org
Andi | .andisearch.com
Komo | .komo.ai
Felo | .felo.ai
Genspark | .genspark.ai
Manus | .manus.im
HuggingChat | huggingface.co/chat
Liner | .getliner.com .liner.com
Consensus | .consensus.app
Elicit | .elicit.com
Monica | .monica.im
Sider | .sider.ai
Merlin | .getmerlin.in
Cohere | coral.cohere.com
Khoj | .khoj.dev
T3 Chat | .t3.chat
Cursor | .cursor.com .cursor.sh
Lumo | lumo.proton.me
Brave Leo | leo.brave.com
`;
