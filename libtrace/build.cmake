# The library: every .cpp below libtrace/, schema.sql embedded, third-party archives found by name
# (Debian ships no CMake packages for most of them).
include(GNUInstallDirs)
find_package(Threads REQUIRED)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

if(TRACE_SANITIZE)
  set(TRACE_STATIC OFF)
  add_compile_options(-fsanitize=${TRACE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${TRACE_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    add_compile_options(-fsanitize-ignorelist=${CMAKE_SOURCE_DIR}/tests/support/sanitizers.ignore)
  endif()
endif()

function(trace_find_library var)
  if(TRACE_STATIC)
    list(TRANSFORM ARGN REPLACE "(.+)" "lib\\1.a" OUTPUT_VARIABLE names)
  else()
    set(names ${ARGN})
  endif()
  find_library(${var} NAMES ${names} REQUIRED)
endfunction()
trace_find_library(TRACE_SQLITE_LIB sqlite3)
trace_find_library(TRACE_RE2_LIB re2)
trace_find_library(TRACE_SODIUM_LIB sodium)
trace_find_library(TRACE_XXHASH_LIB xxhash)
trace_find_library(TRACE_ZSTD_LIB zstd)
trace_find_library(TRACE_ZLIB_LIB z)
# Abseil's packages name the shared libraries, which -static-pie cannot take: its time library by name.
set(TRACE_ABSL_LIBS "")
foreach(part time time_zone civil_time strings strings_internal int128 base spinlock_wait
        throw_delegate raw_logging_internal log_severity)
  trace_find_library(TRACE_ABSL_${part}_LIB absl_${part})
  list(APPEND TRACE_ABSL_LIBS ${TRACE_ABSL_${part}_LIB})
endforeach()

add_library(trace_warnings INTERFACE)
target_compile_options(trace_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
  -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough $<$<BOOL:${TRACE_WERROR}>:-Werror>
  # gcc 12 at -O2 sees overlaps in `"a" + string` (gcc bug 105651) and overflows behind substr() that are not there.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread -Wno-array-bounds -Wno-maybe-uninitialized>)

# schema.sql is the only schema text: it is embedded here, never retyped.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/schema.sql)
set(TRACE_GENERATED ${CMAKE_BINARY_DIR}/generated)
file(READ ${CMAKE_SOURCE_DIR}/schema.sql TRACE_SCHEMA_TEXT)
file(GENERATE OUTPUT ${TRACE_GENERATED}/schema_text.inc CONTENT "R\"SCHEMA(${TRACE_SCHEMA_TEXT})SCHEMA\"\n")
# The prices of models are a data file; users replace it with --price-file.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/libtrace/pricing/prices.jsonl)
file(READ ${CMAKE_SOURCE_DIR}/libtrace/pricing/prices.jsonl TRACE_PRICES_TEXT)
file(GENERATE OUTPUT ${TRACE_GENERATED}/prices.inc CONTENT "R\"PRICES(${TRACE_PRICES_TEXT})PRICES\"\n")
# The style and the script of the HTML report, embedded likewise.
foreach(part css js)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/libtrace/formats/page/page.${part})
  file(READ ${CMAKE_SOURCE_DIR}/libtrace/formats/page/page.${part} text)
  file(GENERATE OUTPUT ${TRACE_GENERATED}/page_${part}.inc CONTENT "R\"PAGE(${text})PAGE\"\n")
endforeach()
# Each libtrace/store/migrations/NNNN.sql brings a store to version NNNN.
file(GLOB TRACE_MIGRATIONS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/libtrace/store/migrations/*.sql)
list(SORT TRACE_MIGRATIONS)
list(LENGTH TRACE_MIGRATIONS TRACE_MIGRATION_COUNT)
set(TRACE_MIGRATION_ROWS "")
foreach(file IN LISTS TRACE_MIGRATIONS)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  get_filename_component(number ${file} NAME_WE)
  math(EXPR number "${number}")
  file(READ ${file} text)
  string(APPEND TRACE_MIGRATION_ROWS "Migration{${number}, R\"SQL(${text})SQL\"},\n")
endforeach()
file(GENERATE OUTPUT ${TRACE_GENERATED}/migrations.inc CONTENT
"constexpr std::size_t kMigrationCount = ${TRACE_MIGRATION_COUNT};
constexpr std::array<Migration, ${TRACE_MIGRATION_COUNT} + 1> kMigrations{{${TRACE_MIGRATION_ROWS}Migration{0, \"\"}}};
")

file(GLOB_RECURSE TRACE_SOURCES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/libtrace/*.cpp)
file(GLOB_RECURSE TRACE_HEADERS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/libtrace/*.h)
add_library(trace STATIC ${TRACE_SOURCES})
# The prices are one literal of more than the 65536 bytes that every compiler has to take; gcc and clang take it.
set_source_files_properties(${CMAKE_SOURCE_DIR}/libtrace/pricing/price_table.cpp PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
target_include_directories(trace PUBLIC $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/libtrace>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/trace> PRIVATE ${TRACE_GENERATED})
target_compile_definitions(trace PRIVATE TRACE_VERSION="${PROJECT_VERSION}")
target_link_libraries(trace PRIVATE trace_warnings)
target_link_libraries(trace PUBLIC ${TRACE_SQLITE_LIB} ${TRACE_RE2_LIB} ${TRACE_SODIUM_LIB}
  ${TRACE_XXHASH_LIB} ${TRACE_ZSTD_LIB} ${TRACE_ZLIB_LIB} ${TRACE_ABSL_LIBS}
  Threads::Threads m ${CMAKE_DL_LIBS})

install(TARGETS trace ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${CMAKE_SOURCE_DIR}/libtrace/pricing/prices.jsonl DESTINATION ${CMAKE_INSTALL_DATADIR}/trace)
install(DIRECTORY libtrace/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/trace FILES_MATCHING PATTERN "*.h")
