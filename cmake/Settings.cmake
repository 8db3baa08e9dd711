# Settings and warnings as INTERFACE targets: linked by what we wrote, never by third-party code.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

add_library(reeve_settings INTERFACE)
target_include_directories(reeve_settings INTERFACE ${PROJECT_SOURCE_DIR}/lib ${PROJECT_BINARY_DIR}/generated)
target_compile_options(reeve_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wold-style-cast -Wnull-dereference -Wcast-align -Wformat=2 -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports false positives of these in the standard library at -O2.
  target_compile_options(reeve_settings INTERFACE -Wno-restrict -Wno-maybe-uninitialized
    -Wno-null-dereference -Wno-stringop-overflow -Wno-array-bounds)
endif()

if(REEVE_SANITIZE)
  add_compile_options(-fsanitize=${REEVE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${REEVE_SANITIZE})
  find_program(REEVE_LLD NAMES ld.lld-19 ld.lld)
  if(REEVE_LLD AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    add_link_options(-fuse-ld=lld)
  endif()
  # What the sanitizers know of each line has a million addresses: a program that can stand anywhere puts them
  # right at each start (37 ms of a processor for 12), and tests start tens of thousands.
  if(REEVE_SANITIZE MATCHES "address")
    add_link_options(-no-pie)
  endif()
endif()

# reeve_address_sanitizer(program [DEFINITION]): what cmake/address_sanitizer.cpp says, for a program that tests run.
function(reeve_address_sanitizer name)
  if(REEVE_SANITIZE MATCHES "address")
    target_sources(${name} PRIVATE ${PROJECT_SOURCE_DIR}/cmake/address_sanitizer.cpp)
    set_source_files_properties(${PROJECT_SOURCE_DIR}/cmake/address_sanitizer.cpp PROPERTIES
      COMPILE_DEFINITIONS "${ARGN}" SKIP_UNITY_BUILD_INCLUSION ON)
  endif()
endfunction()

# reeve_library(name DEPENDS a b SOURCES x.cpp … [OPTIMISED]): one folder of lib/ is one static library, and
# its DEPENDS are the folders whose headers it may include (tests/include_direction checks that). OPTIMISED: in a
# debug build too, as tests spend their time there (those of the queue under sanitizers 34 s, or 6); not for the few that
# run under the thread sanitizer.
function(reeve_library name)
  cmake_parse_arguments(ARG "OPTIMISED" "" "DEPENDS;SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC ${ARG_DEPENDS} PRIVATE reeve_settings ${ARG_LINK})
  if(ARG_OPTIMISED AND CMAKE_BUILD_TYPE STREQUAL "Debug" AND NOT REEVE_SANITIZE MATCHES "thread")
    target_compile_options(${name} PRIVATE -O1)
  endif()
endfunction()
