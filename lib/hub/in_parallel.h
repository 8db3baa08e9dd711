// Reading very many objects with all processors.
#pragma once

#include <algorithm>
#include <cstddef>
#include <future>
#include <thread>
#include <vector>

#include "git/object_reader.h"

namespace reeve {

// Calls read(objects, index) once for each index below `count`, with a reader of the thread's own; on this
// thread alone if there are few. What one of them throws is thrown here, when all have ended.
template <typename Read>
void in_parallel(const git::Repository& repository, std::size_t count, Read read) {
  constexpr std::size_t enough_for_a_thread = 200;  // of 10 µs each: several times what a thread costs
  const std::size_t most = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
  const std::size_t threads = std::clamp<std::size_t>(count / enough_for_a_thread, 1, most);
  const auto read_part = [&](std::size_t part) {
    git::ObjectReader objects(repository);
    for (std::size_t index = count * part / threads; index < count * (part + 1) / threads; ++index)
      read(objects, index);
  };
  std::vector<std::future<void>> parts;
  for (std::size_t part = 1; part < threads; ++part)
    parts.push_back(std::async(std::launch::async, read_part, part));
  read_part(0);
  for (std::future<void>& part : parts) part.get();
}

}  // namespace reeve
