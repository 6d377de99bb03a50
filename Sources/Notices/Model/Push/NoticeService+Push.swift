import Core
import Storage

/// Devices on which members are told of notices though no page is open.
extension NoticeService {
    /// Devices that a member may have.
    package static let mostDevices = 10

    /// What devices subscribe with.
    package var pushKey: String { pushing.publicKey }

    /// The member's devices, the oldest first.
    /// - Throws: `signInRequired`.
    package func pushDevices(as principal: Principal) async throws -> [PushDevice] {
        let member = try principal.requireMember()
        return try await store.read {
            try PushRepository.devices(of: member.id, presentBy: member.credential, in: $0)
        }
    }

    /// Tells the member on a device from now on: until they sign out there, remove it, or the device ends it.
    /// - Returns: the device, and whether it was not among the member's before.
    /// - Throws: `signInRequired`; `invalid` naming `endpoint`, `p256dh`, `auth` and `device`; `conflict` with
    ///   `push_limit`, or with `push_taken` for an address that is somebody else's.
    package func addPushDevice(
        _ draft: PushSubscriptionDraft, as principal: Principal
    ) async throws -> (device: PushDevice, isNew: Bool) {
        let member = try principal.requireMember()
        let valid = try draft.validated()
        guard pushing.accepts(valid.endpoint) else { throw Problem.invalid("endpoint", "push_endpoint") }
        let now = clock.now
        let id: PushSubscriptionID = ids.next(at: now)
        return try await store.write { transaction in
            try PushRepository.removeOthers(of: member.credential, than: valid.endpoint, in: transaction)
            let put = try PushRepository.put(
                valid, of: member.id, by: member.credential, id: id, at: now, in: transaction)
            guard let put else { throw Problem(.conflict, "push_taken") }
            guard try PushRepository.count(of: member.id, in: transaction) <= Self.mostDevices else {
                throw Problem(.conflict, "push_limit", arguments: ["max": "\(Self.mostDevices)"])
            }
            let devices = try PushRepository.devices(
                of: member.id, presentBy: member.credential, in: transaction)
            guard let device = devices.first(where: { $0.id == put.id }) else { throw Problem.notFound }
            return (device, put.isNew)
        }
    }

    /// - Throws: `signInRequired`; `notFound` for a device of somebody else.
    package func removePushDevice(_ id: PushSubscriptionID, as principal: Principal) async throws {
        let member = try principal.requireMember()
        let isRemoved = try await store.write { try PushRepository.remove(id, of: member.id, in: $0) }
        if !isRemoved { throw Problem.notFound }
    }

    /// - Throws: `signInRequired`.
    package func removePushDevices(as principal: Principal) async throws {
        let member = try principal.requireMember()
        try await store.write { try PushRepository.removeAll(of: member.id, in: $0) }
    }

    /// Says of which notices devices are told; all other settings stay.
    /// - Throws: `signInRequired`.
    package func choosePush(_ choice: PushChoice, as principal: Principal) async throws {
        let member = try principal.requireMember()
        try await store.write { transaction in
            var settings = try self.settings(of: member.id, in: transaction)
            settings.pushAnswers = choice.answers ?? settings.pushAnswers
            settings.pushWatched = choice.watched ?? settings.pushWatched
            settings.pushMentoring = choice.mentoring ?? settings.pushMentoring
            settings.pushOther = choice.other ?? settings.pushOther
            settings.pushDetails = choice.details ?? settings.pushDetails
            try NoticeSettingRepository.set(settings, settings.quietHours(), of: member.id, in: transaction)
        }
    }
}
