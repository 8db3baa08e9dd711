# Third-party packages. All of them are Debian 12 and Ubuntu 24.04 packages; tools/packages lists them.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
pkg_check_modules(GIT2 REQUIRED IMPORTED_TARGET libgit2>=1.5)
find_package(CURL 7.88 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS filesystem)
find_package(tomlplusplus REQUIRED)
find_package(fmt REQUIRED)

# rapidjson-dev sets variables only; SYSTEM, as its headers warn under -Wconversion.
find_package(RapidJSON REQUIRED)
include(cmake/RepairedRapidJson.cmake)
reeve_repair_rapidjson(REEVE_RAPIDJSON_FOLDER ${RapidJSON_INCLUDE_DIRS} ${RAPIDJSON_INCLUDE_DIRS})
add_library(reeve_rapidjson INTERFACE)
target_include_directories(reeve_rapidjson SYSTEM INTERFACE ${REEVE_RAPIDJSON_FOLDER})
target_compile_definitions(reeve_rapidjson INTERFACE RAPIDJSON_HAS_STDSTRING=1)
