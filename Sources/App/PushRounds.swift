import Core
import Notices
import Outbound
import ServiceLifecycle

/// Brings notices to devices, every two seconds. By itself, so that a push service that does not answer keeps no letter
/// waiting.
struct PushRounds: Service, CustomStringConvertible {
    /// What the log calls it: never what it holds.
    let description = "push"

    let services: Services

    func run() async throws {
        let carrier = OutboundPush(
            outbound: OutboundClient(site: services.settings.address, rules: services.settings.outboundRules))
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: .seconds(2))) != nil {
                do {
                    try await services.store.alone("push") { try await services.notices.sendPushes(by: carrier) }
                } catch is CancellationError {
                } catch {
                    services.logger.failure("push failed", error)
                }
            }
        }
    }
}

/// Takes messages to push services under the rules by which the server asks others.
package struct OutboundPush: PushCarrier {
    private let outbound: OutboundClient

    package init(outbound: OutboundClient) { self.outbound = outbound }

    package func carry(_ message: PushMessage, at now: Timestamp) async throws -> PushOutcome {
        do {
            let answer = try await outbound.post(message.body, message.headers, to: message.endpoint)
            return PushOutcome(status: answer.status, retryAfter: answer.retryAfter, at: now)
        } catch let failure as OutboundFailure {
            // What leads inside the operator's network is no push service.
            return failure == .refused ? .gone : .later(seconds: nil)
        }
    }
}

extension Settings {
    /// Whom the server may ask: nobody of its own network but the push service that tests name.
    package var outboundRules: OutboundRules {
        var rules = OutboundRules()
        rules.receiver = pushReceiver
        return rules
    }
}
