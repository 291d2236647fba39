#include "net/reply.h"

#include <fmt/format.h>

namespace cairn::net {
namespace {

class StreamEnd final : public Stream {
 public:
  StreamEnd(std::shared_ptr<ServerCore> core, std::weak_ptr<Session> session, std::shared_ptr<StreamState> state)
      : core_(std::move(core)), session_(std::move(session)), state_(std::move(state)) {}

  ~StreamEnd() override {
    {
      std::lock_guard lock(state_->mutex);
      if (!state_->open) return;
      state_->ended = true;
      state_->open = false;
    }
    flush();
  }

  bool send(std::string chunk) override {
    {
      std::lock_guard lock(state_->mutex);
      if (!state_->open) return false;
      if (chunk.empty()) return true;
      if (state_->unread > core_->limits.stream_bytes) {
        state_->open = false;  // too slow: the session closes
      } else {
        std::size_t before = state_->waiting.size();
        state_->waiting += state_->chunked ? fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk) : chunk;
        state_->unread += state_->waiting.size() - before;
        if (std::exchange(state_->flush_posted, true)) return true;
      }
    }
    flush();
    return open();
  }

  bool open() const override {
    std::lock_guard lock(state_->mutex);
    return state_->open;
  }

 private:
  void flush() {
    // A write may be going on that never ends: who is too slow is closed all the same.
    core_->post_to(session_, [state = state_](Session& session) {
      std::unique_lock lock(state->mutex);
      bool too_slow = !state->open && !state->ended;
      lock.unlock();
      if (too_slow) return session.close();
      session.flush_stream();
    });
  }

  std::shared_ptr<ServerCore> core_;
  std::weak_ptr<Session> session_;
  std::shared_ptr<StreamState> state_;
};

class SessionReply final : public Reply {
 public:
  SessionReply(std::shared_ptr<ServerCore> core, std::weak_ptr<Session> session, std::uint64_t serial,
               std::size_t held_bytes, bool chunked)
      : core_(std::move(core)),
        session_(std::move(session)),
        serial_(serial),
        held_bytes_(held_bytes),
        chunked_(chunked) {}

  ~SessionReply() override {
    if (answered_) return;
    Response response;
    response.status = 500;
    response.body = "{\"error\":{\"message\":\"the server failed on this request\"}}\n";
    send(std::move(response));
  }

  void send(Response response) override {
    if (!take()) return;
    core_->post_to(session_, [serial = serial_, response = std::move(response)](Session& session) mutable {
      session.answer(serial, std::move(response));
    });
  }

  std::shared_ptr<Stream> stream(Response head) override {
    auto state = std::make_shared<StreamState>();
    state->chunked = chunked_;
    bool begun =
        take() && core_->post_to(session_, [serial = serial_, head = std::move(head), state](Session& session) {
          session.begin_stream(serial, head, state);
        });
    if (!begun) state->open = false;  // nobody else has it
    return std::make_shared<StreamEnd>(core_, session_, state);
  }

 private:
  /// True once.
  bool take() {
    if (answered_.exchange(true)) return false;
    core_->give_bytes(held_bytes_);
    return true;
  }

  std::shared_ptr<ServerCore> core_;
  std::weak_ptr<Session> session_;
  std::uint64_t serial_;
  std::size_t held_bytes_;
  bool chunked_;
  std::atomic<bool> answered_{false};
};

}  // namespace

std::shared_ptr<Reply> make_reply(std::shared_ptr<ServerCore> core, std::weak_ptr<Session> session,
                                  std::uint64_t serial, std::size_t held_bytes, bool chunked) {
  return std::make_shared<SessionReply>(std::move(core), std::move(session), serial, held_bytes, chunked);
}

}  // namespace cairn::net
