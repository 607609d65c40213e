#include "trace-query/row_cells.h"

#include "calendar/rfc3339.h"
#include "trace-query/human_text.h"

#include "formats/native_lines.h"
#include "json/document.h"
#include "model/status.h"

#include <algorithm>
#include <array>
#include <utility>

namespace trace::tools {
namespace {

using formats::Cell;
using formats::JsonText;
using store::Field;
using store::FieldKind;

bool is_sum(const Field* field) {
  return field->kind == FieldKind::usage || field->kind == FieldKind::usage_usd;
}

std::string_view cost_source_name(std::int64_t value) {
  constexpr std::array<std::string_view, 4> kNames{"unknown", "reported", "computed", "contained"};
  return value >= 0 && value < 4 ? kNames[static_cast<std::size_t>(value)] : kNames[0];
}

std::optional<std::int64_t> sum_named(std::string_view key, const store::UsageSums& sums) {
  if (key == "request_count") return sums.requests;
  if (key == "input_tokens") return sums.input;
  if (key == "cache_read_tokens") return sums.cache_read;
  if (key == "cache_write_tokens") return sums.cache_write;
  if (key == "output_tokens") return sums.output;
  if (key == "reasoning_tokens") return sums.reasoning;
  if (key == "total_tokens") return sums.total;
  return sums.cost_nusd;
}

}  // namespace

RowCells::RowCells(Session& session, std::vector<const Field*> fields, int first_column)
    : session_(session),
      fields_(std::move(fields)),
      first_column_(first_column),
      for_people_(session.is_for_people()) {
  if (std::any_of(fields_.begin(), fields_.end(), is_sum)) usage_.emplace(session.db());
}

std::span<const Cell> RowCells::of(const store::Row& row, std::int64_t row_id) {
  cells_.clear();
  texts_.clear();
  store::UsageSums sums;
  if (usage_) sums = usage_->of(row_id);
  int column = first_column_;
  for (const Field* field : fields_) {
    const bool is_dead = field->kind == FieldKind::run_status && session_.is_dead(row_id);
    if (is_dead) {
      cells_.emplace_back(model::name(model::RunStatus::abandoned));
    } else {
      cells_.push_back(is_sum(field) ? sum_cell(*field, sums) : cell(*field, row, column));
    }
    ++column;
  }
  return cells_;
}

Cell RowCells::cell(const Field& field, const store::Row& row, int column) {
  if (row.is_null(column)) return std::monostate{};
  switch (field.kind) {
    case FieldKind::text:
      if (for_people_ && field.key == "id") return keep(std::string(short_id(row.text(column))));
      return keep(std::string(row.text(column)));
    case FieldKind::json:
      return json_cell(row.text(column));
    case FieldKind::time:
      return time_cell(row.i64(column));
    case FieldKind::name:
      return session_.names().of(row.i64(column));
    case FieldKind::run_status:
      return model::name(static_cast<model::RunStatus>(row.i64(column)));
    case FieldKind::request_status:
      return model::name(static_cast<model::RequestStatus>(row.i64(column)));
    case FieldKind::level:
      return model::name(static_cast<model::Level>(row.i64(column)));
    case FieldKind::keep:
      return model::name(static_cast<model::Keep>(row.i64(column)));
    case FieldKind::boolean:
      return JsonText{row.i64(column) != 0 ? "true" : "false"};
    case FieldKind::nano_usd:
      return cost_cell(row.i64(column));
    case FieldKind::cost_source:
      return cost_source_name(row.i64(column));
    case FieldKind::number:
    case FieldKind::usage:
    case FieldKind::usage_usd:
      break;
  }
  return number_cell(field, row.i64(column));
}

Cell RowCells::time_cell(std::int64_t micros) {
  std::string text;
  if (for_people_) {
    session_.zone().append_local(text, {micros});
  } else {
    calendar::append_rfc3339(text, {micros});
  }
  return keep(std::move(text));
}

Cell RowCells::number_cell(const Field& field, std::int64_t value) {
  if (!for_people_) return value;
  if (field.key.ends_with("_ms")) return keep(short_duration(value));
  if (field.key.ends_with("_tokens") || field.key.ends_with("_count"))
    return keep(short_number(value));
  return value;
}

Cell RowCells::sum_cell(const Field& field, const store::UsageSums& sums) {
  const auto value = sum_named(field.key, sums);
  if (!value) return std::monostate{};
  return field.kind == FieldKind::usage_usd ? cost_cell(*value) : number_cell(field, *value);
}

Cell RowCells::cost_cell(std::int64_t nano_usd) {
  if (for_people_) return keep(short_cost(nano_usd));
  std::string text;
  formats::append_cost_usd(text, nano_usd);
  return JsonText{keep(std::move(text))};
}

// Text in a JSON column that is none stays text.
Cell RowCells::json_cell(std::string_view text) {
  const std::string_view kept = keep(std::string(text));
  json::Document document;
  if (!document.parse(kept)) return kept;
  return JsonText{kept};
}

std::string_view RowCells::keep(std::string text) { return texts_.emplace_back(std::move(text)); }

namespace {

// How a column looks in a table: the first columns to leave have the highest priority.
struct Look {
  std::string_view key;
  std::string_view title;
  int priority;
  int min_width;
  bool right;
  formats::Paint paint;
};
using formats::Paint;
constexpr std::array<Look, 24> kLooks{{{"request", "REQUEST", 2, 8, false, Paint::none},
                                       {"prompt", "PROMPT", 0, 16, false, Paint::none},
                                       {"completion", "COMPLETION", 1, 16, false, Paint::none},
                                       {"id", "ID", 0, 8, false, Paint::none},
                                       {"status", "STATUS", 0, 7, false, Paint::status},
                                       {"started_at", "STARTED", 2, 19, false, Paint::none},
                                       {"requested_at", "AT", 1, 19, false, Paint::none},
                                       {"at", "AT", 1, 19, false, Paint::none},
                                       {"duration_ms", "TOOK", 3, 5, true, Paint::none},
                                       {"ttft_ms", "TTFT", 6, 5, true, Paint::none},
                                       {"source", "SOURCE", 6, 5, false, Paint::none},
                                       {"model", "MODEL", 7, 6, false, Paint::none},
                                       {"provider", "PROVIDER", 9, 6, false, Paint::none},
                                       {"event_count", "EVENTS", 5, 6, true, Paint::none},
                                       {"error_count", "ERRORS", 4, 6, true, Paint::none},
                                       {"input_tokens", "IN", 4, 5, true, Paint::none},
                                       {"cache_read_tokens", "CACHED", 6, 6, true, Paint::none},
                                       {"output_tokens", "OUT", 4, 5, true, Paint::none},
                                       {"total_tokens", "TOKENS", 4, 6, true, Paint::none},
                                       {"cost_usd", "COST", 3, 7, true, Paint::none},
                                       {"status_code", "CODE", 8, 4, true, Paint::none},
                                       {"level", "LEVEL", 2, 5, false, Paint::severity},
                                       {"trace", "TRACE", 8, 8, false, Paint::dim},
                                       {"title", "TITLE", 1, 12, false, Paint::none}}};

formats::Column people_column(const Field& field) {
  const auto* look =
      std::find_if(kLooks.begin(), kLooks.end(), [&](const Look& l) { return l.key == field.key; });
  formats::Column column{.key = std::string(field.key)};
  if (look == kLooks.end()) return column;
  column.title = look->title;
  column.priority = look->priority;
  column.min_width = look->min_width;
  column.right_aligned = look->right;
  column.paint = look->paint;
  return column;
}

}  // namespace

std::vector<formats::Column> columns_for(std::span<const Field* const> fields, bool for_people) {
  std::vector<formats::Column> columns;
  for (const Field* field : fields) {
    columns.push_back(for_people ? people_column(*field)
                                 : formats::Column{.key = std::string(field->key)});
  }
  return columns;
}

}  // namespace trace::tools
