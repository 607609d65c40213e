#include "log-sanitize/options.h"

#include <array>

namespace trace::tools {
namespace {

using cli::choice;
using cli::Command;
using cli::ValueKind;

constexpr std::array kFormats{
    choice("auto", SanitizeFormat::automatic, "decided on the first lines"),
    choice("jsonl", SanitizeFormat::jsonl, "JSON, one value a line"),
    choice("json", SanitizeFormat::json, "one JSON document"),
    choice("text", SanitizeFormat::text, "any text"),
    choice("http", SanitizeFormat::http, "requests and headers"),
    choice("sse", SanitizeFormat::sse, "server-sent events"),
    choice("url", SanitizeFormat::url, "one address a line")};
constexpr std::array kStrategies{
    choice("mask", SanitizeStrategy::mask, "show that something was there"),
    choice("remove", SanitizeStrategy::remove, "leave nothing"),
    choice("hash", SanitizeStrategy::hash, "a keyed pseudonym")};

}  // namespace

void declare(Command& c, SanitizeOptions& o) {
  c.about("log-sanitize", "copy text with its secrets replaced");
  c.operands(o.files, ValueKind::file, "[FILE…]", "Files to read; none, or -, is stdin.");
  c.group("Input");
  c.choice("--format", o.format, kFormats, "NAME", "How the input is written.").first_screen();
  c.group("What is a secret");
  c.value("--rules", o.rules, ValueKind::file, "FILE", "More rules that say what a secret is.")
      .first_screen();
  c.value("--enable", o.enable, ValueKind::text, "RULE|GROUP,…", "Use these rules, too.").list();
  c.value("--disable", o.disable, ValueKind::text, "RULE|GROUP,…", "Do not use these rules.")
      .list();
  c.value("--field", o.fields, ValueKind::text, "NAME|PATH,…",
          "What stands in these fields is a secret.")
      .list()
      .details(
          "A name counts at any depth. A path counts from the outermost object of a line: "
          "login.pin, "
          "*.pin with any one name above, **.pin with any number of them; arrays are no steps.");
  c.value("--allow", o.allow, ValueKind::text, "NAME,…", "What stands in these fields is none.")
      .list();
  c.flag("--list-rules", o.list_rules, "List the rules and end.").no_variable();
  c.flag("--test-rules", o.test_rules, "Run the examples of the rules and end.").no_variable();
  c.group("What becomes of it");
  c.choice("--strategy", o.strategy, kStrategies, "NAME", "What becomes of a secret.")
      .default_is("what each rule says")
      .first_screen();
  cli::declare_key_file(c, o.key_file);
  c.flag("--check", o.check, "Print nothing; exit with 1 when there is a secret.")
      .no_variable()
      .first_screen();
  c.value("--report", o.report, ValueKind::file, "FILE",
          "Write rule, place, length and pseudonym of findings.")
      .no_variable()
      .first_screen();
  c.flag("--in-place", o.in_place, "Rewrite the files.").no_variable().first_screen();
  cli::declare_config(c, o.config);
  cli::declare_messages(c, o.messages);
  c.example("log-sanitize < app.log > clean.log", "Copy a log without its secrets");
  c.example("log-sanitize --check session.jsonl", "Is there a secret in it?");
  c.example("log-sanitize --strategy hash --in-place *.log",
            "Replace each secret by its pseudonym");
  c.example("curl -v https://example.com/ 2>&1 | log-sanitize --format http",
            "Clean headers on their way to a file");
}

}  // namespace trace::tools
