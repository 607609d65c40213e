# Programs that tests/bench/run drives; one .cpp each.
file(GLOB TRACE_BENCHES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/bench/*.cpp)
foreach(source IN LISTS TRACE_BENCHES)
  get_filename_component(name ${source} NAME_WE)
  add_executable(bench_${name} ${source})
  target_link_libraries(bench_${name} PRIVATE trace trace_warnings)
endforeach()
