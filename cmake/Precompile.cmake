# Headers that nearly every file includes, parsed once and not once a file (option REEVE_PRECOMPILE): a build from
# nothing takes half the time then. Off by default, so that a missing include is found.
#
# reeve_precompile(target) for what is in lib/ and tools/, reeve_precompile_optimised(target) where it is optimised,
# reeve_precompile_tests(target) for tests. What there is: cmake/precompiled.
option(REEVE_PRECOMPILE "Parse what nearly every file includes once for all files" OFF)

set(REEVE_BELOW_THE_FLEET reeve_base reeve_queue reeve_git reeve_task reeve_config reeve_forge)
# Names of the queue are those of tasks as well, and its tests use both without their namespaces.
set(REEVE_TESTS_BELOW_THE_FLEET queue_test gate_bench_test)

function(reeve_use_precompiled target name)
  if(REEVE_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()

function(reeve_precompile target)
  if(target IN_LIST REEVE_BELOW_THE_FLEET)
    reeve_use_precompiled(${target} reeve_precompiled)
  else()
    reeve_use_precompiled(${target} reeve_precompiled_fleet)
  endif()
endfunction()

function(reeve_precompile_optimised target)
  reeve_use_precompiled(${target} reeve_precompiled_optimised)
endfunction()

function(reeve_precompile_tests target)
  if(target IN_LIST REEVE_TESTS_BELOW_THE_FLEET)
    reeve_use_precompiled(${target} reeve_precompiled_tests)
  else()
    reeve_use_precompiled(${target} reeve_precompiled_fleet_tests)
  endif()
endfunction()

if(REEVE_PRECOMPILE)
  # fmt and RapidJSON bring definitions, which then everybody must have.
  target_link_libraries(reeve_settings INTERFACE fmt::fmt reeve_rapidjson)
  add_compile_options($<$<CXX_COMPILER_ID:Clang>:-fpch-instantiate-templates>)
  add_subdirectory(${PROJECT_SOURCE_DIR}/cmake/precompiled)
endif()
