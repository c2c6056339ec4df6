// tools/sysmake/State.cpp -- Names get numbers in the journal, so that a dependency takes a byte or
// two.
#include "sysmake/State.hpp"

#include <algorithm>
#include <utility>

namespace sysmake {

namespace {

constexpr std::uint8_t kNameRecord = 1;  // A path; the first has number 0.
constexpr std::uint8_t kRunRecord = 2;   // See `runPayload`.

constexpr std::size_t kSmallFile = 64 << 10;  // Not worth compacting.

std::uint64_t zigzag(std::int64_t value) {
  return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

// The numbers of a run; the lists of outputs and deps follow, each as count and numbers.
std::string runPayload(const LastRun& run) {
  std::string payload;
  putFixed64(payload, run.commandHash);
  putFixed64(payload, static_cast<std::uint64_t>(run.seen));
  putFixed64(payload, static_cast<std::uint64_t>(run.outputTime));
  putVarint(payload, run.startedMs);
  putVarint(payload, run.durationMs());
  putVarint(payload, run.hasDeps ? 1 : 0);
  return payload;
}

LastRun takeRun(PayloadReader& payload) {
  LastRun run;
  run.commandHash = payload.fixed64();
  run.seen = static_cast<FileTicks>(payload.fixed64());
  run.outputTime = static_cast<FileTicks>(payload.fixed64());
  run.startedMs = static_cast<std::uint32_t>(payload.varint());
  run.endedMs = run.startedMs + static_cast<std::uint32_t>(payload.varint());
  run.hasDeps = payload.varint() != 0;
  return run;
}

// Numbers of names, as differences: files made or read together were mostly named together.
std::string listPayload(std::span<const std::uint32_t> ids) {
  std::string payload;
  putVarint(payload, ids.size());
  std::int64_t before = 0;
  for (const std::uint32_t id : ids) {
    putVarint(payload, zigzag(std::int64_t{id} - before));
    before = id;
  }
  return payload;
}

// Calls `use` with every number of a list that starts `payload`; false if one is no name's.
template <class Use>
bool eachId(PayloadReader& payload, std::size_t names, Use use) {
  std::int64_t id = 0;
  for (std::uint64_t left = payload.varint(); left != 0; --left) {
    id += unzigzag(payload.varint());
    if (payload.failed() || id < 0 || static_cast<std::uint64_t>(id) >= names) return false;
    use(static_cast<std::uint32_t>(id));
  }
  return !payload.failed();
}

}  // namespace

std::uint64_t hashCommand(std::string_view command) {
  std::uint64_t hash = 0x9E3779B97F4A7C15u ^ command.size();
  PayloadReader words(command);
  for (std::size_t left = command.size(); left >= 8; left -= 8) {
    hash = (hash ^ words.fixed64()) * 0xFF51AFD7ED558CCDu;
    hash ^= hash >> 32;
  }
  for (const char byte : words.rest()) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0xC4CEB9FE1A85EC53u;
    hash ^= hash >> 29;
  }
  return hash;
}

State::State(Graph& graph, sys::Path file) : graph_(graph), path_(std::move(file)) {}

std::vector<std::string> State::load() {
  forget();
  known_ = sys::FileStatus::of(path_);
  map_ = sys::MappedFile::open(path_);
  if (!map_) return {};

  const std::string_view bytes = map_->bytes();
  size_ = bytes.size();
  JournalReader reader(bytes);
  whole_ = reader.position();
  live_ = whole_;
  while (const std::optional<JournalRecord> record = reader.next()) {
    if (!apply(*record)) break;
    whole_ = reader.position();
  }
  if (whole_ == size_) return {};
  if (whole_ == 0) {
    return {path_.text() + " is not a state file of this version: everything will be built again"};
  }
  return {path_.text() + ": the last " + std::to_string(size_ - whole_) +
          " bytes are damaged and are left out"};
}

void State::forget() {
  file_.reset();
  map_.reset();
  known_.reset();
  added_.clear();
  names_.clear();
  unbound_.clear();
  runs_.clear();
  ids_.clear();
  whole_ = size_ = live_ = 0;
}

bool State::apply(const JournalRecord& record) {
  if (record.type == kRunRecord) return applyRun(record);
  if (record.type != kNameRecord) return false;
  addName(record.payload, graph_.find(record.payload), record.size);
  return true;
}

bool State::applyRun(const JournalRecord& record) {
  PayloadReader payload(record.payload);
  Run run;
  static_cast<LastRun&>(run) = takeRun(payload);
  run.outputs = payload.rest();
  if (!eachId(payload, names_.size(), [](std::uint32_t) {})) return false;
  run.deps = payload.rest();
  run.size = record.size;
  addRun(run);
  return true;
}

void State::addName(std::string_view text, Node* node, std::size_t size) {
  const auto id = static_cast<std::uint32_t>(names_.size());
  names_.push_back({text, nullptr, 0});
  live_ += size;
  if (node == nullptr) {
    unbound_.emplace(text, id);
  } else {
    bind(id, *node);
  }
}

void State::bind(std::uint32_t id, Node& node) {
  names_[id].node = &node;
  if (ids_.size() <= node.id) ids_.resize(node.id + std::size_t{1} + node.id / 2);
  ids_[node.id] = id + 1;
}

// Makes `run` the last of all its outputs.
void State::addRun(const Run& run) {
  runs_.push_back(run);
  Run& added = runs_.back();
  const auto number = static_cast<std::uint32_t>(runs_.size());
  PayloadReader outputs(run.outputs);
  eachId(outputs, names_.size(), [&](std::uint32_t id) {
    Name& name = names_[id];
    if (name.run == number) return;
    if (name.run != 0) {
      Run& before = runs_[name.run - 1];
      if (--before.uses == 0) live_ -= before.size;
    }
    name.run = number;
    ++added.uses;
  });
  if (added.uses != 0) live_ += added.size;
}

const LastRun* State::find(const Node& output) const {
  std::uint32_t id = output.id < ids_.size() ? ids_[output.id] : 0;
  if (id == 0) {
    // It may be younger than what was read: an output that a dyndep file told of.
    const auto known = unbound_.find(output.path);
    if (known == unbound_.end()) return nullptr;
    id = known->second + 1;
  }
  const Name& name = names_[id - 1];
  return name.run == 0 ? nullptr : &runs_[name.run - 1];
}

bool State::deps(const Node& output, std::vector<Node*>& into) {
  into.clear();
  const LastRun* last = find(output);
  if (last == nullptr || !last->hasDeps) return false;
  PayloadReader payload(static_cast<const Run*>(last)->deps);
  return eachId(payload, names_.size(), [&](std::uint32_t id) { into.push_back(nodeOf(id)); });
}

// A file that only deps name has no node until somebody asks for it.
Node* State::nodeOf(std::uint32_t id) {
  const Name& name = names_[id];
  if (name.node != nullptr) return name.node;
  Node* node = graph_.find(name.text);
  if (node == nullptr) {
    node = graph_.node(graph_.arena().keep(name.text), 0);
    node->fromDepfile = true;
  }
  unbound_.erase(name.text);
  bind(id, *node);
  return node;
}

// The number of a node's name; a new one is written to `journal`.
std::uint32_t State::idOf(std::string& journal, Node& node) {
  if (node.id < ids_.size() && ids_[node.id] != 0) return ids_[node.id] - 1;
  if (const auto known = unbound_.find(node.path); known != unbound_.end()) {
    const std::uint32_t id = known->second;
    unbound_.erase(known);
    bind(id, node);
    return id;
  }
  const std::size_t before = journal.size();
  appendRecord(journal, kNameRecord, node.path);
  addName(node.path, &node, journal.size() - before);
  return static_cast<std::uint32_t>(names_.size() - 1);
}

void State::record(const Edge& edge, const LastRun& run, std::span<Node* const> deps) {
  if (!file_) open();
  std::string journal;
  if (size_ == 0) journal = kJournalHeader;
  std::vector<std::uint32_t> ids;
  for (Node* output : edge.outputs) ids.push_back(idOf(journal, *output));
  const std::string head = runPayload(run);
  const std::string outputs = listPayload(ids);
  ids.clear();
  for (Node* dep : deps) ids.push_back(idOf(journal, *dep));

  const std::string_view payload = added_.emplace_back(head + outputs + listPayload(ids));
  const std::size_t start = journal.size();
  appendRecord(journal, kRunRecord, payload);
  file_->append(journal);
  size_ += journal.size();
  whole_ = size_;

  Run added;
  static_cast<LastRun&>(added) = run;
  added.outputs = payload.substr(head.size());
  added.deps = payload.substr(head.size() + outputs.size());
  added.size = journal.size() - start;
  addRun(added);
}

void State::invalidate(const Edge& edge) {
  const bool isKnown = std::any_of(edge.outputs.begin(), edge.outputs.end(),
                                   [this](const Node* output) { return find(*output) != nullptr; });
  if (isKnown) record(edge, {}, {});
}

// Makes the file ready to append to: what another process did to it is read, what is damaged cut
// off, and too much that is of no use left out.
void State::open() {
  const std::optional<sys::FileStatus> now = sys::FileStatus::of(path_);
  const bool isKnown =
      now.has_value() == known_.has_value() &&
      (!now || (now->identity() == known_->identity() && now->size() == known_->size()));
  if (!isKnown) load();
  if (whole_ != size_) rewrite(std::string(map_->bytes().substr(0, whole_)));
  if (size_ > kSmallFile && live_ < size_ / 2) {
    compact(
        [](std::string_view output) { return sys::FileStatus::of(sys::Path(output)).has_value(); });
  }
  file_ = sys::File::openToAppend(path_);
}

void State::rewrite(std::string bytes) {
  map_.reset();  // Windows does not replace a file that is mapped.
  try {
    sys::File::replace(path_, bytes);
  } catch (...) {
    load();
    throw;
  }
  load();
}

void State::release() {
  if (!file_) return;
  sys::File file = std::move(*file_);
  file_.reset();
  file.close();
  known_ = sys::FileStatus::of(path_);
}

void State::compact(Keep keep) {
  release();
  if (map_ || !runs_.empty()) rewrite(compacted(keep));
}

std::string State::compacted(Keep keep) const {
  std::string journal(kJournalHeader);
  std::vector<std::uint32_t> ids(names_.size());  // New number plus 1.
  std::uint32_t count = 0;
  const auto idFor = [&](std::uint32_t id) {
    if (ids[id] == 0) {
      appendRecord(journal, kNameRecord, names_[id].text);
      ids[id] = ++count;
    }
    return ids[id] - 1;
  };

  for (std::size_t number = 1; number <= runs_.size(); ++number) {
    const Run& run = runs_[number - 1];
    std::vector<std::uint32_t> outputs;
    PayloadReader payload(run.outputs);
    eachId(payload, names_.size(), [&](std::uint32_t id) {
      const Name& name = names_[id];
      if (name.run != number) return;
      const bool isMade = name.node != nullptr && name.node->producer != nullptr;
      if (isMade || keep(name.text)) outputs.push_back(idFor(id));
    });
    if (outputs.empty()) continue;
    std::vector<std::uint32_t> deps;
    PayloadReader rest(run.deps);
    eachId(rest, names_.size(), [&](std::uint32_t id) { deps.push_back(idFor(id)); });
    appendRecord(journal, kRunRecord, runPayload(run) + listPayload(outputs) + listPayload(deps));
  }
  return journal;
}

void State::restat(std::span<const std::string> outputs,
                   absl::FunctionRef<FileTicks(std::string_view)> modified) {
  if (!file_) open();
  std::string journal;
  for (std::uint32_t id = 0; id < names_.size(); ++id) {
    const Name& name = names_[id];
    if (name.run == 0) continue;
    const bool isAsked =
        outputs.empty() || std::find(outputs.begin(), outputs.end(), name.text) != outputs.end();
    if (!isAsked) continue;
    const Run& before = runs_[name.run - 1];
    LastRun run = before;
    run.seen = modified(name.text);
    const std::uint32_t made[] = {id};
    const std::string_view deps = before.deps;
    appendRecord(journal, kRunRecord, runPayload(run) + listPayload(made) + std::string(deps));
  }
  file_->append(journal);
  release();
  load();
}

std::vector<std::string_view> State::outputs() const {
  std::vector<std::string_view> made;
  for (const Name& name : names_) {
    if (name.run != 0) made.push_back(name.text);
  }
  return made;
}

}  // namespace sysmake
