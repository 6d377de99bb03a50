import Core

package enum PushSubscriptionMark {}
package typealias PushSubscriptionID = Identifier<PushSubscriptionMark>

/// A device on which a member is told of notices though no page is open.
package struct PushDevice: Sendable, Equatable {
    package let id: PushSubscriptionID
    /// What it calls itself: a browser's `User-Agent`, or a name.
    package let device: String
    package let createdAt: Timestamp
    /// When something was last brought there.
    package let sentAt: Timestamp?
    /// Whether it is the one that asks.
    package let isPresent: Bool
}

/// The same, as the API shows it.
package struct PushDeviceRecord: Codable, Sendable {
    package let id: PushSubscriptionID
    package let device: String
    package let createdAt: Timestamp
    package let sentAt: Timestamp?
    /// Whether it was made with the token that asks.
    package let isPresent: Bool

    package init(_ device: PushDevice) {
        id = device.id
        self.device = device.device
        createdAt = device.createdAt
        sentAt = device.sentAt
        isPresent = device.isPresent
    }
}

/// A member's devices, and the key that others subscribe with.
package struct PushDevicesRecord: Codable, Sendable {
    /// The site's key (RFC 8292): a point of P-256 as base64url, `applicationServerKey` of browsers.
    package let key: String
    /// The oldest first.
    package let items: [PushDeviceRecord]

    package init(key: String, devices: [PushDevice]) {
        self.key = key
        items = devices.map(PushDeviceRecord.init)
    }
}

/// What a browser answers when it subscribes: `PushSubscription.toJSON()`, with its keys beside the address.
package struct PushSubscriptionDraft: CheckedDraft {
    package var endpoint: String?
    /// The device's key: a point of P-256 as base64url.
    package var p256dh: String?
    /// 16 bytes as base64url.
    package var auth: String?
    /// What the device is called in the member's list.
    package var device: String?

    package init(endpoint: String? = nil, p256dh: String? = nil, auth: String? = nil, device: String? = nil) {
        self.endpoint = endpoint
        self.p256dh = p256dh
        self.auth = auth
        self.device = device
    }

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case endpoint, p256dh, auth, device
    }

    /// What was found to be right.
    struct Valid: Sendable {
        let endpoint: String
        let p256dh: String
        let auth: String
        let device: String
    }

    package func check(at now: Timestamp) throws { _ = try validated() }

    /// - Throws: `invalid` naming the fields.
    func validated() throws -> Valid {
        var validation = Validation()
        let endpoint = validation.text(endpoint, "endpoint", 1...1000)
        validation.require(endpoint.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "endpoint", "push_endpoint")
        let p256dh = validation.text(p256dh, "p256dh", 1...100)
        let auth = validation.text(auth, "auth", 1...40)
        let device = validation.text(device, "device", 0...200)
        validation.require(PushKeys(p256dh: p256dh, auth: auth) != nil, "p256dh", "push_keys")
        try validation.check()
        return Valid(endpoint: endpoint, p256dh: p256dh, auth: auth, device: device)
    }
}

/// Of which notices devices are told, and how; what is absent stays as it was.
package struct PushChoice: Sendable {
    package var answers: Bool?
    package var watched: Bool?
    package var mentoring: Bool?
    package var other: Bool?
    package var details: Bool?

    package init() {}
}
