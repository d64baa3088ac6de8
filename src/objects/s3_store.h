// Objects of a bucket, at whatever speaks S3: AWS, MinIO, Ceph and hosted kinds. What is large goes
// up in parts and is read on from where a connection broke. Thread-safe.
#pragma once
#include <optional>

#include "base/mutex.h"
#include "objects/object_store.h"
#include "objects/s3_client.h"

namespace millrace::objects {

class S3Store final : public ObjectStore {
 public:
  S3Store(S3Options options, Clock& clock, Rng& rng)
      : client_(std::move(options), clock, rng), rng_(rng) {}

  // Servers that do not know conditions write all the same: tried once with an object of our own.
  Result<Conditions> conditions() override;
  Result<ObjectInfo> stat(const std::string& key) override;
  Result<ObjectInfo> get(const std::string& key, const GetOptions&, const Sink&) override;
  Result<ObjectInfo> put(const std::string& key, Source&, const PutOptions&) override;
  Result<ListPage> list(const ListQuery&) override;
  Result<void> remove(const std::string& key) override;
  Result<void> find_folder(const std::string& path) override;

 private:
  std::string full(const std::string& key) const { return client_.options().prefix + key; }
  Result<Conditions> try_conditions();
  Result<ObjectInfo> put_whole(const std::string& key, std::string bytes, const Pairs& conditions);
  Result<ObjectInfo> put_parts(const std::string& key, std::string first, Source&,
                               const Pairs& conditions);
  Result<std::string> send_parts(const S3Call& to, std::string part, Source&);

  S3Client client_;
  Rng& rng_;
  base::Mutex mutex_;
  std::optional<Conditions> conditions_ GUARDED_BY(mutex_);
};

}  // namespace millrace::objects
