// Where the files of data sets lie, and the row sets that are open. There is one live row set a
// data set, so that all who edit it see each other. Thread-safe.
//
//   <folder>/<data set>/<import>.rows, .rejected     its segments
//                       edits                        the log of changes
//                       images/<sha256>              pictures, by content
//                       <version>.jsonl              the rows of a published version, as trained on
//   <folder>/incoming/<name>                         files that wait to be imported
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "rows/row_set.h"

namespace millrace::rows {

class Library {
 public:
  Library(io::FileSystem& files, std::string folder) : files_(files), folder_(std::move(folder)) {}

  std::string folder(const std::string& dataset) const { return folder_ + "/" + dataset; }
  std::string segment(const std::string& dataset, const std::string& import) const {
    return folder(dataset) + "/" + import + ".rows";
  }
  std::string rejected(const std::string& dataset, const std::string& import) const {
    return folder(dataset) + "/" + import + ".rejected";
  }
  std::string edits(const std::string& dataset) const { return folder(dataset) + "/edits"; }
  std::string images(const std::string& dataset) const { return folder(dataset) + "/images"; }
  std::string image(const std::string& dataset, const std::string& sha256) const {
    return images(dataset) + "/" + sha256;
  }
  std::string training_file(const std::string& dataset, const std::string& version) const {
    return folder(dataset) + "/" + version + ".jsonl";
  }
  std::string incoming(const std::string& name) const { return folder_ + "/incoming/" + name; }

  // What is there now, with all changes. `segments`: ids of imports, as the newest version has
  // them.
  Result<std::shared_ptr<RowSet>> live(const std::string& dataset,
                                       const std::vector<std::string>& segments);
  // A published version.
  Result<std::shared_ptr<RowSet>> published(const std::string& dataset,
                                            const std::vector<std::string>& segments,
                                            std::int64_t edits_end);
  Result<void> make_folder(const std::string& dataset);
  // A file of one's own at this name, moved in; it is there after a cut of the power.
  Result<void> take_in(const std::string& from, const std::string& name);
  // The same of a file that stays somebody else's, too.
  Result<void> link_in(const std::string& from, const std::string& name);
  Result<void> remove(const std::string& dataset);
  // The same rows under another data set, without copying bytes. Changes up to `edits_end`.
  Result<void> copy(const std::string& from, const std::string& to,
                    const std::vector<std::string>& segments, std::int64_t edits_end);

 private:
  struct Open {
    std::vector<std::string> segments;
    std::shared_ptr<RowSet> set;
    std::uint64_t used = 0;
  };
  RowSet::Parts parts(const std::string& dataset, const std::vector<std::string>& segments,
                      std::int64_t edits_end) const;
  void close_idle() REQUIRES(mutex_);

  static constexpr std::size_t kMostOpen = 32;
  io::FileSystem& files_;
  const std::string folder_;
  base::Mutex mutex_;
  std::map<std::string, Open> open_ GUARDED_BY(mutex_);  // by data set; published: "<id> <end> <n>"
  std::uint64_t uses_ GUARDED_BY(mutex_) = 0;
};

}  // namespace millrace::rows
