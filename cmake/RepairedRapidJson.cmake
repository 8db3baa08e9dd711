# RapidJSON 1.1.0, which Debian 12 and Ubuntu 24.04 have, needs two repairs:
# - document.h defines an assignment to a const member. Nothing calls it, but clang 19 and g++ 15 refuse the
#   definition itself (RapidJSON issue 2277).
# - internal/stack.h adds to a null pointer while a stack is empty, which the undefined behaviour sanitizer
#   stops at.
# Where such a line is found, the build uses a copy of the headers without it; newer versions are used as they
# are.

# Sets result to the text of a header as it should be.
function(reeve_repaired_header result file broken repaired)
  file(READ ${file} content)
  string(REPLACE "${broken}" "${repaired}" content "${content}")
  set(${result} "${content}" PARENT_SCOPE)
endfunction()

# reeve_repair_rapidjson(result folder…): sets result to the include folder to use, given the package's.
function(reeve_repair_rapidjson result folder)
  set(${result} ${folder} PARENT_SCOPE)
  reeve_repaired_header(document ${folder}/rapidjson/document.h
    "GenericStringRef& operator=(const GenericStringRef& rhs) { s = rhs.s; length = rhs.length; }"
    "GenericStringRef& operator=(const GenericStringRef&) = delete;")
  reeve_repaired_header(stack ${folder}/rapidjson/internal/stack.h
    "(stackTop_ + sizeof(T) * count > stackEnd_)"
    "(static_cast<size_t>(stackEnd_ - stackTop_) < sizeof(T) * count)")
  file(READ ${folder}/rapidjson/document.h original)
  if(document STREQUAL original)
    return()
  endif()
  set(copy ${PROJECT_BINARY_DIR}/repaired)
  file(COPY ${folder}/rapidjson DESTINATION ${copy}
    PATTERN document.h EXCLUDE PATTERN stack.h EXCLUDE)
  # Unlike file(WRITE), this leaves an equal file alone, and with it everything that was compiled from it.
  file(CONFIGURE OUTPUT ${copy}/rapidjson/document.h CONTENT "${document}" @ONLY)
  file(CONFIGURE OUTPUT ${copy}/rapidjson/internal/stack.h CONTENT "${stack}" @ONLY)
  set(${result} ${copy} PARENT_SCOPE)
endfunction()
