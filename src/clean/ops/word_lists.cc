#include "clean/ops/word_lists.h"

#include <fmt/core.h>

#include "base/strings.h"

namespace millrace::clean {
namespace {

struct OwnList {
  ListKind kind;
  std::string_view lang;
  std::string_view words;  // with blanks between them
};

constexpr OwnList kOwn[] = {
    {ListKind::kStopwords, "en",
     "a about above after again against all also am an and any are aren't as at be because been "
     "before being below between both but by can can't cannot could couldn't did didn't do does "
     "doesn't doing don't down during each few for from further had hadn't has hasn't have haven't "
     "having he he'd he'll he's her here here's hers herself him himself his how how's i i'd i'll "
     "i'm i've if in into is isn't it it's its itself let's me more most mustn't my myself no nor "
     "not of off on once only or other ought our ours ourselves out over own same shan't she she'd "
     "she'll she's should shouldn't so some such than that that's the their theirs them themselves "
     "then there there's these they they'd they'll they're they've this those through to too under "
     "until up upon us very was wasn't we we'd we'll we're we've were weren't what what's when "
     "when's where where's which while who who's whom why why's will with won't would wouldn't you "
     "you'd you'll you're you've your yours yourself yourselves"},
    {ListKind::kStopwords, "zh",
     "的 一 不 在 人 有 是 为 以 于 上 他 而 后 之 来 及 了 因 下 可 到 由 这 与 也 此 但 并 个 其 "
     "已 无 "
     "小 我 们 起 最 再 今 去 好 只 又 或 很 亦 某 把 那 你 乃 它 吧 被 比 别 趁 当 从 得 打 凡 儿 "
     "尔 该 各 "
     "给 跟 和 何 还 即 几 既 看 据 距 靠 啦 另 么 每 嘛 拿 哪 您 凭 且 却 让 仍 啥 如 若 使 谁 虽 "
     "随 同 所 "
     "她 哇 嗡 往 些 向 沿 哟 用 咱 则 怎 曾 至 致 着 诸 自 对 请 请问 你好 一个 一些 什么 我们 "
     "你们 他们 "
     "她们 它们 这个 那个 这些 那些 这样 那样 这里 那里 怎么 如何 为何 因为 所以 因此 但是 不过 "
     "如果 虽然 "
     "而且 并且 以及 或者 或 还是 可以 可能 能 能够 应该 需要 由于 由此 对于 关于 根据 基于 通过 "
     "使用 进行 "
     "没有 不是 就是 也是 都 都是 就 会 要 将 中 里 等 时 地 过 吗 呢 啊 吧 暂 不 哪些 那么 其中 "
     "同一 同一个 每个 某些"},
    {ListKind::kFlagged, "en",
     "anal asshole bastard bitch blowjob bullshit cock cum cumshot cunt dick dildo doggystyle "
     "fuck fucked fucker fucking handjob hentai motherfucker nigger orgasm porn porno pornhub "
     "pussy rape shit slut tits whore xxx"},
    {ListKind::kFlagged, "zh",
     "卖淫 卖淫女 嫖娼 嫖客 妓女 色情 色情片 三级片 黄片 毛片 成人片 淫秽 淫荡 淫乱 乱伦 强奸 轮奸 "
     "打飞机 "
     "口交 肛交 做爱 裸聊 一夜情 援交 性奴 迷奸 操你妈 傻逼 婊子 骚货"},
};

std::string_view name_of(ListKind kind) {
  return kind == ListKind::kStopwords ? "stopwords" : "flagged_words";
}

Error no_language(std::string_view lang, ListKind kind) {
  return base::invalid_field("lang",
                             fmt::format("there is no list of {} for {:?}", name_of(kind), lang));
}

void add_all(const json::Value& list, std::unordered_set<std::string>& words) {
  const json::Array* items = list.as_array();
  for (std::size_t i = 0; items != nullptr && i < items->size(); ++i)
    if (const std::string* word = (*items)[i].as_string()) words.insert(*word);
}

Result<json::Value> read_list(const std::string& path, const std::string& field,
                              const Context& context) {
  if (!context.read_file) return base::invalid_field(field, "files of words are not offered here");
  const auto text = context.read_file(path);
  if (!text) return base::invalid_field(field, text.error().message);
  auto lists = json::parse(*text);
  if (!lists || lists->as_object() == nullptr)
    return base::invalid_field(field, path + " is not a JSON object of languages");
  return *std::move(lists);
}

}  // namespace

Result<WordList> WordList::load(ListKind kind, std::string_view lang, const std::string& folder,
                                const Context& context) {
  WordList list;
  if (folder.empty()) {
    for (const OwnList& own : kOwn)
      if (own.kind == kind && (lang == own.lang || lang == "all"))
        for (const auto word : base::split(own.words, ' '))
          if (!word.empty()) list.words_.emplace(word);
  } else {
    const std::string name(name_of(kind));
    TRY_ASSIGN(const json::Value lists,
               read_list(folder + "/" + name + ".json", name + "_dir", context));
    for (const auto& [language, words] : *lists.as_object())
      if (language == lang || lang == "all") add_all(words, list.words_);
  }
  if (list.words_.empty()) return no_language(lang, kind);
  return list;
}

double WordList::share_of(const std::vector<std::string>& words) const {
  if (words.empty()) return 0;
  std::size_t listed = 0;
  for (const auto& word : words) listed += words_.contains(word) ? 1U : 0U;
  return static_cast<double>(listed) / static_cast<double>(words.size());
}

}  // namespace millrace::clean
