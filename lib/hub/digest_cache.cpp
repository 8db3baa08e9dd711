#include "hub/digest_cache.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/binary.h"
#include "base/error.h"
#include "base/file.h"
#include "hub/local_hub.h"
#include "task/digest.h"

namespace reeve {

namespace {

constexpr std::string_view magic = "reeve digests\n";

std::filesystem::path cache_file(const git::Repository& repository) {
  return state_folder(repository) / "status-cache";
}

void write_raw_oid(BinaryWriter& out, const git::Oid& id) {
  out.bytes({reinterpret_cast<const char*>(id.bytes().data()), id.bytes().size()});
}

git::Oid read_raw_oid(BinaryReader& in) {
  std::array<std::uint8_t, 20> bytes{};
  const std::string_view raw = in.bytes(bytes.size());
  std::copy(raw.begin(), raw.end(), bytes.begin());
  return git::Oid(bytes);
}

void write_tasks(BinaryWriter& out, const std::vector<TaskState>& tasks) {
  out.number(tasks.size());
  for (const TaskState& task : tasks) write_digest(out, task);
}

std::vector<TaskState> read_tasks(BinaryReader& in) {
  std::vector<TaskState> tasks(in.count());
  for (TaskState& task : tasks) task = read_digest(in);
  return tasks;
}

void write_filed(BinaryWriter& out, const FiledDigests& filed) {
  write_raw_oid(out, filed.note.value_or(git::Oid()));
  write_tasks(out, filed.tasks);
}

FiledDigests read_filed(BinaryReader& in) {
  FiledDigests filed;
  const git::Oid note = read_raw_oid(in);
  if (!note.is_zero()) filed.note = note;
  filed.tasks = read_tasks(in);
  return filed;
}

void write_cycle(BinaryWriter& out, const CycleDigests& cycle) {
  write_raw_oid(out, cycle.start);
  write_raw_oid(out, cycle.tip);
  write_raw_oid(out, cycle.ledger);
  out.number(cycle.missing.size());
  for (const git::Oid& commit : cycle.missing) write_raw_oid(out, commit);
  write_tasks(out, cycle.tasks);
}

CycleDigests read_cycle(BinaryReader& in) {
  CycleDigests cycle;
  cycle.start = read_raw_oid(in);
  cycle.tip = read_raw_oid(in);
  cycle.ledger = read_raw_oid(in);
  cycle.missing.resize(in.count());
  for (git::Oid& commit : cycle.missing) commit = read_raw_oid(in);
  cycle.tasks = read_tasks(in);
  return cycle;
}

template <typename Value, typename Write>
void write_map(BinaryWriter& out, const std::map<std::string, Value>& values, Write write) {
  out.number(values.size());
  for (const auto& [id, value] : values) {
    out.text(id);
    write(out, value);
  }
}

template <typename Value, typename Read>
std::map<std::string, Value> read_map(BinaryReader& in, Read read) {
  std::map<std::string, Value> values;
  for (std::size_t left = in.count(); left > 0; --left) {
    std::string id(in.text());
    values.emplace(std::move(id), read(in));
  }
  return values;
}

std::string bytes_of(const KeptDigests& digests) {
  BinaryWriter out;
  out.number(digest_format);
  out.number(digests.live.size());
  for (const KeptTask& task : digests.live) {
    out.text(task.id);
    write_raw_oid(out, task.log);
    out.text(task.digest);
  }
  write_map(out, digests.landed, write_landed);
  write_map(out, digests.filed, write_filed);
  write_map(out, digests.cycles, write_cycle);
  BinaryWriter file;
  file.bytes(magic);
  const std::uint64_t checksum = checksum_of(out.written());
  for (int shift = 0; shift < 64; shift += 8) {
    const char byte = static_cast<char>(checksum >> shift);
    file.bytes({&byte, 1});
  }
  return file.written() + out.written();
}

bool is_whole(BinaryReader& head, std::string_view rest) {
  if (head.bytes(magic.size()) != magic) return false;
  std::uint64_t checksum = 0;
  for (int shift = 0; shift < 64; shift += 8)
    checksum |= std::uint64_t{static_cast<unsigned char>(head.bytes(1).front())} << shift;
  return checksum == checksum_of(rest);
}

KeptDigests digests_in(std::shared_ptr<const std::string> file) {
  constexpr std::size_t head_size = magic.size() + 8;
  const std::string_view bytes = *file;
  KeptDigests digests;
  if (bytes.size() < head_size) return digests;
  BinaryReader head(bytes.substr(0, head_size));
  if (!is_whole(head, bytes.substr(head_size))) return digests;
  BinaryReader in(bytes.substr(head_size));
  if (in.number() != digest_format) return digests;
  digests.live.resize(in.count());
  for (KeptTask& task : digests.live) {
    task.id = in.text();
    task.log = read_raw_oid(in);
    task.digest = in.text();
  }
  digests.landed = read_map<LandedReading>(in, [](BinaryReader& from) { return read_landed(from); });
  digests.filed = read_map<FiledDigests>(in, read_filed);
  digests.cycles = read_map<CycleDigests>(in, read_cycle);
  digests.file = std::move(file);
  return digests;
}

}  // namespace

KeptDigests read_kept_digests(const git::Repository& repository) {
  try {
    const std::filesystem::path file = cache_file(repository);
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return {};
    return digests_in(std::make_shared<const std::string>(read_file(file)));
  } catch (const Error&) {
    return {};
  }
}

void keep_digests(const git::Repository& repository, const KeptDigests& digests) {
  const std::filesystem::path file = cache_file(repository);
  const std::filesystem::path written = file.string() + "." + std::to_string(getpid());
  std::error_code ignored;
  {
    std::ofstream out(written, std::ios::binary | std::ios::trunc);
    out << bytes_of(digests);
    out.close();
    if (out) std::filesystem::rename(written, file, ignored);
  }
  std::filesystem::remove(written, ignored);
}

}  // namespace reeve
