import Core
import Crypto
import Foundation

/// The keys of a device: what is sealed for them the device alone can read, not the push service that brings it.
package struct PushKeys: Sendable {
    /// 65 bytes: a point of P-256.
    let point: [UInt8]
    /// 16 bytes.
    let auth: [UInt8]

    /// As browsers name them; `nil` for what are none.
    /// - Parameters:
    ///   - p256dh: a point of P-256, uncompressed, as base64url, padded or not.
    ///   - auth: 16 bytes as base64url, padded or not.
    package init?(p256dh: String, auth: String) {
        guard let point = Self.bytes(p256dh), let auth = Self.bytes(auth), point.count == 65, auth.count == 16,
            (try? P256.KeyAgreement.PublicKey(x963Representation: point)) != nil
        else { return nil }
        self.point = point
        self.auth = auth
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        Base64URL.decode(String(text.prefix { $0 != "=" }))
    }
}

/// Message encryption for web push (RFC 8291): one record of `aes128gcm` (RFC 8188).
package enum PushSealing {
    /// What push services take at least (RFC 8030, section 7.2), and the size of our record.
    private static let recordSize: UInt32 = 4096
    /// Every text is filled up to this, so that its length says nothing of it.
    package static let paddedLength = 2048

    /// - Parameters:
    ///   - key: made for this message alone.
    ///   - salt: 16 bytes, made for this message alone.
    ///   - length: bytes that the text and its delimiter are filled up to.
    /// - Throws: CryptoKit's errors for keys that are none.
    package static func seal(
        _ text: [UInt8], for device: PushKeys, key: P256.KeyAgreement.PrivateKey = .init(),
        salt: [UInt8], filledTo length: Int = paddedLength
    ) throws -> [UInt8] {
        let own = [UInt8](key.publicKey.x963Representation)
        let their = try P256.KeyAgreement.PublicKey(x963Representation: device.point)
        let secret = try key.sharedSecretFromKeyAgreement(with: their).hkdfDerivedSymmetricKey(
            using: SHA256.self, salt: device.auth, sharedInfo: Array("WebPush: info\0".utf8) + device.point + own,
            outputByteCount: 32)
        func derived(_ info: String, _ count: Int) -> SymmetricKey {
            HKDF<SHA256>.deriveKey(
                inputKeyMaterial: secret, salt: salt, info: Array(info.utf8), outputByteCount: count)
        }
        let nonce = derived("Content-Encoding: nonce\0", 12).withUnsafeBytes { [UInt8]($0) }
        // 2 ends the text of the last record; what follows are zeros.
        let filling = [UInt8](repeating: 0, count: max(0, length - text.count - 1))
        let sealed = try AES.GCM.seal(
            text + [2] + filling, using: derived("Content-Encoding: aes128gcm\0", 16),
            nonce: AES.GCM.Nonce(data: nonce))
        let size = withUnsafeBytes(of: recordSize.bigEndian) { [UInt8]($0) }
        return salt + size + [UInt8(own.count)] + own + [UInt8](sealed.ciphertext) + [UInt8](sealed.tag)
    }
}
