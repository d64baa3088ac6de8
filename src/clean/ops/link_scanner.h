// Finds web addresses as Data-Juicer's pattern does, which is John Gruber's liberal one, in linear
// time (backtracking matchers explode on it):
//   (?i)\b((?:[a-z][\w-]+:(?:/{1,3}|[a-z0-9%])|www\d{0,3}[.]|[a-z0-9.\-]+[.][a-z]{2,4}/)
//   (?:[^\s()<>]+|\(([^\s()<>]+|(\([^\s()<>]+\)))*\))+
//   (?:\(([^\s()<>]+|(\([^\s()<>]+\)))*\)|[^\s`!()\[\]{};:'".,<>?«»“”‘’]))
// One thread's, for one text.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace millrace::clean {

class LinkScanner {
 public:
  explicit LinkScanner(std::string_view text);

  struct Link {
    std::size_t begin, end;
  };
  // The next from left to right.
  std::optional<Link> next();

 private:
  // The next place at which a head may end; npos: none.
  std::size_t next_trigger(std::size_t from);
  bool is_head_end(std::size_t at) const;
  std::optional<Link> scan(std::size_t begin, std::size_t end);
  std::size_t match_at(std::size_t begin);

  std::size_t scheme_link(std::size_t begin);
  std::size_t www_link(std::size_t begin) const;
  std::size_t host_link(std::size_t begin);
  std::size_t body_end(std::size_t begin) const;
  std::size_t group_end(std::size_t open) const;
  std::size_t run_end(std::size_t begin, std::size_t* last_good) const;

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t window_ = 0;  // scanning goes on in a piece without white space that ends here
  std::size_t dot_, slash_, colon_;
  std::size_t scheme_run_end_ = 0;  // of the run of \w and '-' looked at last
  std::size_t host_run_end_ = 0;    // of the run of letters, digits, '.' and '-' looked at last
};

}  // namespace millrace::clean
