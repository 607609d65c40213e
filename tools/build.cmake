# Six executables in build/ itself, one shared folder, and docgen, which writes man pages and completions.
file(GLOB TRACE_COMMON CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/common/*.cpp)
add_library(trace_tools STATIC ${TRACE_COMMON})
target_include_directories(trace_tools PUBLIC ${CMAKE_SOURCE_DIR}/tools)
target_compile_definitions(trace_tools PUBLIC TRACE_VERSION="${PROJECT_VERSION}")
target_link_libraries(trace_tools PUBLIC trace PRIVATE trace_warnings)

set(TRACE_TOOLS trace-record trace-query trace-export trace-prune stats-aggregate log-sanitize)
foreach(tool IN LISTS TRACE_TOOLS)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/${tool}/*.cpp)
  if(NOT sources)
    continue()
  endif()
  add_executable(${tool} ${sources})
  target_link_libraries(${tool} PRIVATE trace_tools trace_warnings)
  if(TRACE_STATIC)
    target_link_options(${tool} PRIVATE -static-pie)
  endif()
  install(TARGETS ${tool} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endforeach()

# The six command lines once more, for docgen and the tests.
file(GLOB TRACE_OPTIONS CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/*/options.cpp)
add_library(trace_options STATIC ${TRACE_OPTIONS})
target_link_libraries(trace_options PUBLIC trace_tools PRIVATE trace_warnings)
file(GLOB TRACE_DOCGEN CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/docgen/*.cpp)
if(TRACE_DOCGEN)
  add_executable(docgen ${TRACE_DOCGEN})
  target_link_libraries(docgen PRIVATE trace_options trace_warnings)
  add_custom_target(docs COMMAND docgen --write ${CMAKE_SOURCE_DIR})
endif()

file(GLOB TRACE_MAN CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/man/*.1)
install(FILES ${TRACE_MAN} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(DIRECTORY completions/bash/ DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions OPTIONAL)
install(DIRECTORY completions/zsh/ DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions OPTIONAL)
install(DIRECTORY completions/fish/ DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d OPTIONAL)

# Recipes for shipping (tools/trace-export/RECIPES.md).
file(GLOB TRACE_RECIPES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tools/trace-export/*.sql ${CMAKE_SOURCE_DIR}/tools/trace-export/*.sh
  ${CMAKE_SOURCE_DIR}/tools/trace-export/*.md)
install(FILES ${TRACE_RECIPES} DESTINATION ${CMAKE_INSTALL_DATADIR}/trace)
