// The one place where stored bytes are read, packed or not: payloads of events, what was said in
// requests, pieces of long lines. Each is an SQL expression to be put into a SELECT; a packed one
// calls `trace_payload`, which every connection that schema.h opens knows. Not for writing
// (packer.h). Same thread rule as the Database.
#pragma once

#include "store/sqlite.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace trace::store {

// Tell whether content of the store may be packed: older schemas know no blocks.
bool has_blocks(Database& db);

// The expression for the payload of a row of events, TEXT or BLOB as it was written. `alias` ends
// in a dot, or is empty.
std::string payload_sql(Database& db, std::string_view alias);
// The expression for a column of contents: 0 system_prompt, 1 messages, 2 prompt, 3 completion.
std::string content_sql(Database& db, std::string_view alias, int column);
// Those for the bytes of a row of chunks and for their length.
std::string chunk_sql(Database& db, std::string_view alias);
std::string chunk_size_sql(Database& db, std::string_view alias);
// The table contents with readable columns, to stand in a FROM; it has no alias.
std::string contents_table(Database& db);

// An UPDATE of packed rows of contents, up to its WHERE, that puts their columns back.
std::string unpack_contents();
// The names of those columns of contents.
std::string_view content_column(int column) noexcept;

// Make the function known to the connection: trace_payload(block), (block, off, len) and
// (block, off, len, column of contents). Throws Failure.
void register_payload(Database& db);

}  // namespace trace::store
