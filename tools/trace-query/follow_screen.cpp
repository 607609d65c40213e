#include "trace-query/follow_screen.h"

#include "trace-query/human_text.h"

#include "formats/display_width.h"
#include "formats/terminal_text.h"

#include <algorithm>
#include <sys/ioctl.h>
#include <unistd.h>

namespace trace::tools {
namespace {

// Return the lines of the terminal: 24 where it does not say.
std::size_t terminal_height() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0) return size.ws_row;
  return 24;
}

std::string_view color_of(model::RunStatus status) {
  if (!model::is_end(status)) return "\x1b[36m";
  return status == model::RunStatus::success ? "\x1b[32m" : "\x1b[31m";
}

// Append `text` on the right of `columns`, with two blanks behind it.
void append_right(std::string& out, std::string_view text, int columns) {
  out.append(static_cast<std::size_t>(std::max(0, columns - formats::display_width(text))), ' ');
  out.append(text).append("  ");
}

void append_left(std::string& out, std::string_view text, int columns) {
  out.append(text);
  out.append(static_cast<std::size_t>(std::max(0, columns - formats::display_width(text))) + 2,
             ' ');
}

// Parents before their children, roots by their start. What is not in a tree (traces that name each
// other as parents) comes at the end.
template <typename Run>
std::vector<Run> in_tree_order(std::vector<Run> runs) {
  std::stable_sort(runs.begin(), runs.end(),
                   [](const Run& a, const Run& b) { return a.at < b.at; });
  std::map<std::string, std::vector<std::size_t>> below;
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < runs.size(); ++i) known.emplace(runs[i].id, i);
  std::vector<std::size_t> open;
  for (std::size_t i = runs.size(); i-- > 0;) {
    if (known.contains(runs[i].parent))
      below[runs[i].parent].push_back(i);
    else
      open.push_back(i);
  }
  std::vector<Run> out;
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    for (const std::size_t child : below[runs[at].id]) {
      runs[child].depth = runs[at].depth + 1;
      open.push_back(child);
    }
    out.push_back(std::move(runs[at]));
  }
  return out;
}

// Say of each run whether it or one below it is open.
template <typename Run>
void note_open(std::vector<Run>& runs) {
  for (std::size_t i = runs.size(); i-- > 0;) {
    runs[i].has_open |= !model::is_end(runs[i].status);
    if (!runs[i].has_open) continue;
    for (std::size_t above = i; above-- > 0;) {
      if (runs[above].depth >= runs[i].depth) continue;
      runs[above].has_open = true;
      break;
    }
  }
}

}  // namespace

void FollowScreen::event(const store::Watched& trace, const model::EventRow& event) {
  std::string& last = last_[trace.row];
  last.assign(event.type).append("  ").append(text_.line(event));
}

std::vector<FollowScreen::Run> FollowScreen::read(
    const std::map<std::int64_t, store::Watched>& watched, store::TraceUsage& usage) {
  store::Statement find(session_.db(),
                        "SELECT uid, parent, title, status, at, started_at, ended_at, error_count "
                        "FROM traces WHERE id = ?1");
  std::vector<Run> runs;
  for (const auto& [id, trace] : watched) {
    const auto row = find.with(id).step();
    if (!row) continue;
    Run run;
    run.id = row->text(0);
    run.parent = row->text(1);
    run.title = row->text(2);
    run.status = static_cast<model::RunStatus>(row->i64(3));
    if (session_.is_dead(id)) run.status = model::RunStatus::abandoned;
    run.at = row->i64(4);
    run.started = row->maybe_i64(5);
    run.ended = row->maybe_i64(6);
    run.errors = row->i64(7);
    run.usage = usage.of(id);
    if (const auto last = last_.find(id); last != last_.end()) run.last = &last->second;
    runs.push_back(std::move(run));
  }
  runs = in_tree_order(std::move(runs));
  note_open(runs);
  return runs;
}

std::string FollowScreen::elapsed(const Run& run) const {
  if (!run.started) return {};
  const std::int64_t end = run.ended.value_or(session_.now().v);
  return short_duration(std::max<std::int64_t>(0, end - *run.started) / 1000);
}

// What roots used has what is below them in it.
std::string FollowScreen::head(const std::vector<Run>& runs) const {
  std::int64_t open = 0, tokens = 0, cost = 0;
  for (const Run& run : runs) {
    open += model::is_end(run.status) ? 0 : 1;
    if (run.depth > 0) continue;
    tokens += run.usage.total.value_or(0);
    cost += run.usage.cost_nusd.value_or(0);
  }
  return std::to_string(open) + " open · " +
         std::to_string(static_cast<std::int64_t>(runs.size()) - open) + " ended · " +
         short_number(tokens) + " tokens · " + short_cost(cost);
}

std::string FollowScreen::line(const Run& run) const {
  const formats::WriterOptions look = session_.writer_options();
  std::string text;
  append_left(text, model::name(run.status), 9);
  append_right(text, elapsed(run), 6);
  append_right(text, run.errors > 0 ? std::to_string(run.errors) : "", 6);
  append_right(text, run.usage.requests > 0 ? std::to_string(run.usage.requests) : "", 5);
  append_right(text, run.usage.total ? short_number(*run.usage.total) : "", 6);
  append_right(text, run.usage.cost_nusd ? short_cost(*run.usage.cost_nusd) : "", 8);
  std::string name;
  for (int i = 0; i < run.depth; ++i) name += "  ";
  if (run.depth > 0) name += "└ ";
  name += formats::terminal_text(short_id(run.id));
  if (!run.title.empty()) name += "  " + formats::terminal_text(run.title);
  if (run.last != nullptr) name += " — " + formats::terminal_text(*run.last);
  const int used = formats::display_width(text);
  std::string out = look.color ? std::string(color_of(run.status)) : std::string();
  out += text;
  if (look.color) out += "\x1b[0m";
  formats::append_elided(out, name, std::max(8, look.width - used));
  return out;
}

void FollowScreen::draw(const std::map<std::int64_t, store::Watched>& watched,
                        store::TraceUsage& usage) {
  auto runs = read(watched, usage);
  std::vector<std::string> lines{head(runs),
                                 "STATE        TIME  ERRORS  CALLS  TOKENS      COST  RUN"};
  const std::size_t height = terminal_height();
  const std::size_t room = height > 6 ? height - 4 : 2;  // head, titles, `more`, the cursor's line
  // What has ended leaves when there is no room, the oldest first.
  for (auto run = runs.begin(); run != runs.end() && runs.size() > room;)
    run = run->has_open ? run + 1 : runs.erase(run);
  const std::size_t shown = std::min(room, runs.size());
  for (std::size_t i = 0; i < shown; ++i) lines.push_back(line(runs[i]));
  const std::size_t hidden = watched.size() - shown;
  if (hidden > 0) lines.push_back("… " + std::to_string(hidden) + " more");
  print(lines);
}

void FollowScreen::print(const std::vector<std::string>& lines) {
  std::string& out = session_.out().buffer();
  if (drawn_lines_ > 0) out += "\x1b[" + std::to_string(drawn_lines_) + "A";
  for (const std::string& line : lines) out.append("\r").append(line).append("\x1b[K\n");
  out += "\x1b[J";
  drawn_lines_ = lines.size();
}

}  // namespace trace::tools
