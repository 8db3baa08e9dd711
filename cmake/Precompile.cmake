# Headers of others that nearly every file includes, parsed once and not once a file (option REEVE_PRECOMPILE): a
# build from nothing takes half the time then. Off by default, so that a missing include is found.
#
# reeve_precompile(target) for what is in lib/ and tools/, reeve_precompile_tests(target) for tests, which include
# Catch2 as well.
option(REEVE_PRECOMPILE "Parse the headers of others once for all files" OFF)

set(REEVE_COMMON_HEADERS <algorithm> <chrono> <condition_variable> <cstdint> <filesystem> <fstream> <functional>
  <map> <memory> <mutex> <optional> <ranges> <set> <sstream> <string> <string_view> <thread> <utility> <variant>
  <vector> <fmt/format.h>)

# Compiled with the flags of everybody, so that everybody can use what came of it: fmt brings a definition.
function(reeve_add_precompiled name)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/${name}.cpp CONTENT "")
  add_library(${name} OBJECT ${PROJECT_BINARY_DIR}/generated/${name}.cpp)
  target_link_libraries(${name} PRIVATE reeve_settings)
  target_precompile_headers(${name} PRIVATE ${ARGN})
endfunction()

function(reeve_precompile target)
  if(REEVE_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM reeve_precompiled)
  endif()
endfunction()

function(reeve_precompile_tests target)
  if(REEVE_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM reeve_precompiled_tests)
  endif()
endfunction()

if(REEVE_PRECOMPILE)
  target_link_libraries(reeve_settings INTERFACE fmt::fmt)
  add_compile_options($<$<CXX_COMPILER_ID:Clang>:-fpch-instantiate-templates>)
  reeve_add_precompiled(reeve_precompiled ${REEVE_COMMON_HEADERS})
  if(REEVE_BUILD_TESTS)
    reeve_add_precompiled(reeve_precompiled_tests ${REEVE_COMMON_HEADERS}
      ${PROJECT_SOURCE_DIR}/tests/support/catch.h)
  endif()
endif()
