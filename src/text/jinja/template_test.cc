#include "text/jinja/template.h"

#include <gtest/gtest.h>

namespace millrace::text::jinja {
namespace {

struct Case {
  const char* source;
  const char* expected;
};

std::string render(std::string_view source, json::Object variables = {},
                   const Limits& limits = {}) {
  const auto parsed = Template::parse(source, limits);
  if (!parsed) return "error: " + parsed.error().message;
  Inputs inputs;
  inputs.variables = std::move(variables);
  inputs.now = *base::parse_rfc3339("2024-07-26T00:00:00Z");
  const auto rendered = parsed->render(inputs, limits);
  return rendered ? rendered->text : "error: " + rendered.error().message;
}

class Expressions : public testing::TestWithParam<Case> {};

TEST_P(Expressions, AreWhatPythonMakesOfThem) {
  EXPECT_EQ(render(GetParam().source), GetParam().expected) << GetParam().source;
}

INSTANTIATE_TEST_SUITE_P(
    Values, Expressions,
    testing::Values(
        Case{"{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % -3 }} {{ 7 / 2 }} {{ 2 ** 10 }}",
             "3 -4 -2 3.5 1024"},
        Case{"{{ 1e16 }} {{ 1.0 }} {{ 0.1 + 0.2 }} {{ 1e-5 }} {{ 123456789.125 }}",
             "1e+16 1.0 0.30000000000000004 1e-05 123456789.125"},
        Case{"{{ true }} {{ none }} {{ [1, 'a', none, 2.5] }} {{ {'a': \"it's\"} }} {{ (1,) }}",
             "True None [1, 'a', None, 2.5] {'a': \"it's\"} (1,)"},
        Case{"{{ 'abc'[1] }}{{ 'abc'[-1] }}{{ 'abcdef'[1:4] }}{{ 'abc'[::-1] }}", "bcbcdcba"},
        Case{"{{ '你好吗'[1:] }}{{ '你好'|length }}", "好吗2"},
        Case{"{{ 1 < 2 < 3 }} {{ 'a' in 'cat' }} {{ 1 not in [1] }} {{ 'a' == 'a' and not false }}",
             "True True False True"},
        Case{"{{ 'x' if false }}|{{ missing }}|{{ missing is defined }}|{{ none is none }}",
             "||False|True"},
        Case{"{{ '%s-%03d-%.2f' % ('a', 7, 1.5) }} {{ '{}:{:>3}:{n}'.format(1, 2, n='x') }}",
             "a-007-1.50 1:  2:x"},
        Case{"{{ '<b>'|safe + '<i>' }} {{ '<b>'|safe ~ '<i>' }}", "<b>&lt;i&gt; <b><i>"},
        Case{"{{ '\\u3000a\\u3000'|trim }}|{{ '  a b  '.split() }}|{{ 'a,b,c'.split(',', 1) }}",
             "a|['a', 'b']|['a', 'b,c']"},
        Case{"{{ [3, 1, 2]|sort|join('-') }} {{ ['b', 'A']|sort }} {{ {'b': 1, 'a': 2}|dictsort }}",
             "1-2-3 ['A', 'b'] [('a', 2), ('b', 1)]"},
        Case{"{{ [{'r': 'u', 'n': 1}, {'r': 'a', 'n': 2}]|selectattr('r', 'equalto', 'a')|map("
             "attribute='n')|list }}",
             "[2]"},
        Case{"{{ {'b': [1, {}], 'a': '中\"'}|tojson }}", "{\"b\": [1, {}], \"a\": \"中\\\"\"}"},
        Case{"{{ {'b': [1]}|tojson(indent=2) }}", "{\n  \"b\": [\n    1\n  ]\n}"},
        Case{"{{ {'b': 1, 'a': '中'}|tojson(ensure_ascii=True, sort_keys=True, separators=(',', "
             "':')) }}",
             "{\"a\":\"\\u4e2d\",\"b\":1}"},
        Case{"{{ 'a\\nb\\n\\nc'|indent(2) }}", "a\n  b\n\n  c"},
        Case{"{{ strftime_now('%d %b %Y') }}", "26 Jul 2024"},
        Case{"{{ -1|abs }} {{ '3'|int + 1 }} {{ 'x'|int(9) }} {{ 2.5|round }} {{ 7|string + '!' }}",
             "1 4 9 2.0 7!"},
        Case{"{{ {'items': 1}['items'] }} {{ {'a': 1}.items()|list }} {{ {'a': 1}.get('b', 2) }}",
             "1 [('a', 1)] 2"},
        Case{"{{ 'abcd'.center(7, '*') }} {{ '%c%c' % ('a', '中') }} {{ 1234|round(-2) }}",
             "**abcd* a中 1200"},
        Case{"{{ 'HELLO wOrld'.title() }} {{ 'ß'|upper }} {{ 'aé'.upper() }}",
             "Hello World SS AÉ"}));

INSTANTIATE_TEST_SUITE_P(
    Statements, Expressions,
    testing::Values(
        Case{"{% for i in [1, 2, 3] %}{{ loop.index0 }}{{ loop.last }}{% if not loop.last %},{% "
             "endif "
             "%}{% endfor %}",
             "0False,1False,2True"},
        Case{"{% for i in range(9) if i is odd %}{% if i > 5 %}{% break %}{% endif %}{{ i }}{% "
             "endfor %}",
             "135"},
        Case{"{% for i in [] %}x{% else %}none{% endfor %}", "none"},
        Case{"{% for a, (b, c) in [(1, (2, 3))] %}{{ a + b + c }}{% endfor %}", "6"},
        Case{"{{ none|selectattr('a')|list }}{{ none|map('upper')|list }}", "[][]"},
        Case{"{% for a, b in {'x': 1, 'y': 2}.items() %}{{ a }}{{ b }}{% endfor %}", "x1y2"},
        Case{"{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% endfor %}{{ x }}", "1"},
        Case{"{% set ns = namespace(x=1) %}{% for i in [1] %}{% set ns.x = 2 %}{% endfor %}{{ ns.x "
             "}}",
             "2"},
        Case{"{% macro m(a, b='d') %}{{ a }}{{ b }}{{ varargs }}{% endmacro %}{{ m(1) }}{{ m(1, 2, "
             "3) }}",
             "1d()12(3,)"},
        Case{"{% macro m() %}<{{ caller('x') }}>{% endmacro %}{% call(v) m() %}{{ v }}!{% endcall "
             "%}",
             "<x!>"},
        Case{"{% set x %}a{{ 1 }}{% endset %}{{ x|upper }}{% filter upper %}b{% endfilter %}",
             "A1B"},
        Case{"{% for n in [[1, [2]], [3]] recursive %}{{ n if n is number else loop(n) }}{% endfor "
             "%}",
             "123"},
        Case{"{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{{ a is defined }}", "3False"},
        Case{"a\n  {% if true %}\nb\n  {% endif %}\nc\n", "a\nb\nc"},
        Case{"a \n {%- if true -%} \n b {%- endif +%}\nc", "ab\nc"},
        Case{"{% raw %}{{ x }}{% endraw %}{# no #}|{{ '{{' }}", "{{ x }}|{{"},
        Case{"{% for i in 'ab' %}{{ loop.cycle('x', 'y') }}{{ loop.previtem }}{% endfor %}", "xya"},
        Case{"{% set q = namespace(ids=[]) %}{% set _ = q.ids.append('a') %}{{ q.ids.pop(0) }}",
             "a"}));

TEST(Template, ErrorsSayLineAndColumn) {
  EXPECT_EQ(render("a\n{{ x y }}"),
            "error: chat template, line 2, column 6: expected '}}', found 'y'");
  EXPECT_EQ(render("中{% if a %}"),
            "error: chat template, line 1, column 12: the block is never closed with 'endif'");
  EXPECT_EQ(render("\n\n  {{ nope.a }}"),
            "error: chat template, line 3, column 11: 'nope' is undefined");
  EXPECT_EQ(render("{{ 'a'|nope }}"),
            "error: chat template, line 1, column 8: there is no filter 'nope'");
  EXPECT_EQ(render("{{ raise_exception('no system role') }}"),
            "error: chat template, line 1, column 19: the template refuses these messages: no "
            "system role");
  EXPECT_EQ(render("{% include 'x' %}"),
            "error: chat template, line 1, column 4: 'include': a chat template stands alone");
}

// What strangers may write to waste time or memory ends with words about a limit.
class Hostile : public testing::TestWithParam<const char*> {};

TEST_P(Hostile, TemplatesMeetALimit) {
  Limits limits;
  limits.max_steps = 2'000'000;
  limits.max_memory_bytes = std::size_t{32} << 20;
  limits.max_output_bytes = std::size_t{8} << 20;
  const std::string text = render(GetParam(), {}, limits);
  EXPECT_TRUE(text.starts_with("error: ")) << text.substr(0, 200);
}

INSTANTIATE_TEST_SUITE_P(
    All, Hostile,
    testing::Values(
        "{% for i in range(100000) %}{% for j in range(100000) %}x{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set ns = namespace(s='xxxxxxxx') %}{% for i in range(100) %}{% set ns.s = ns.s + ns.s "
        "%}"
        "{% endfor %}",
        "{{ 'x' * 9000000000000000000 }}", "{{ [1] * 9000000000000000000 }}",
        "{{ range(10000000) }}", "{{ 9223372036854775807 + 1 }}", "{{ 10 ** 100 }}",
        "{% set ns = namespace(l=[]) %}{% for i in range(100000) %}{% set ns.l = [ns.l] %}{% "
        "endfor %}"
        "{{ ns.l }}",
        "{% set l = [] %}{% set _ = l.append(l) %}{{ l }}",
        "{% set l = [] %}{% set _ = l.append(l) %}{{ l|tojson }}",
        "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% "
        "endfor "
        "%}{{ ns.l == [ns.l] }}{{ ns.l|tojson }}",
        "{{ ('x' * 1000000).replace('', 'y' * 1000) }}", "{{ 'x'|center(999999999999) }}",
        "{{ '%999999999d' % 1 }}", "{{ '{:>999999999}'.format(1) }}",
        "{{ ('x\\n' * 1000000)|indent(1000) }}",
        "{% for i in range(100000) %}{{ "
        "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' }}{% endfor %}",
        "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}", "{{ none.x.y }}", "{{ 1 // 0 }}",
        "{{ 'a' < 1 }}", "{{ [1][0:1:0] }}"));

TEST(Template, DeepNestingOfTheSourceIsRefused) {
  std::string parentheses(100'000, '(');
  std::string nots;
  std::string sums = "1";
  std::string blocks;
  for (int i = 0; i < 10'000; ++i) {
    nots += "not ";
    sums += "+1";
    blocks += "{% if 1 %}";
  }
  for (const std::string& expression :
       {parentheses, nots + "1", std::string(9000, '-') + "1", sums, std::string(9000, '[')})
    EXPECT_TRUE(render("{{ " + expression + " }}").starts_with("error: "));
  EXPECT_TRUE(render(blocks).starts_with("error: "));
}

TEST(Template, EveryByteKnowsWhereItCameFrom) {
  const auto parsed = Template::parse(
      "{% for m in messages %}<{{ m.role }}>{{ m.content|trim|upper }}{{ m.calls|tojson }};{% "
      "endfor %}"
      "{{ tools[0] ~ bos_token }}");
  ASSERT_TRUE(parsed.has_value());
  Inputs inputs;
  inputs.messages.emplace_back(json::Object{
      {"role", "user"}, {"content", " hi "}, {"calls", json::Array{json::Value("x")}}});
  inputs.variables.append("tools", json::Array{json::Value("t")});
  inputs.variables.append("bos_token", "B");
  const auto rendered = parsed->render(inputs);
  ASSERT_TRUE(rendered.has_value()) << rendered.error().message;
  EXPECT_EQ(rendered->text, "<user>HI[\"x\"];tB");
  std::string seen;
  std::size_t begin = 0;
  for (const Span& span : rendered->spans) {
    const Source& source = rendered->sources[span.source];
    seen += rendered->text.substr(begin, span.end - begin) + "=" +
            (source.kind == Source::Kind::kTemplate ? "template" : source.field) + " ";
    begin = span.end;
  }
  EXPECT_EQ(
      seen,
      "<=template user=role >=template HI=content [\"x\"]=calls ;=template t=tools B=template ");
}

TEST(Template, GenerationBlocksAreMarked) {
  const auto parsed = Template::parse("a{% generation %}b{{ 1 }}{% endgeneration %}c");
  ASSERT_TRUE(parsed.has_value());
  EXPECT_TRUE(parsed->marks_generation());
  const auto rendered = parsed->render({});
  ASSERT_TRUE(rendered.has_value());
  ASSERT_EQ(rendered->spans.size(), 3U);
  EXPECT_EQ(rendered->spans[1], (Span{3, 0, Span::Mark::kGeneration}));
}

}  // namespace
}  // namespace millrace::text::jinja
