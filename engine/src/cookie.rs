//! Server cookies: who shows one that was sent to its address is there indeed (RFC 7873, RFC 9018).

use std::hash::Hasher;
use std::net::IpAddr;

use siphasher::sip::SipHasher24;

use crate::conduct::Secret;
use crate::error::Malformed;

/// A client's 8 bytes and ours.
pub const COOKIE_LENGTH: usize = 24;
const CLIENT: usize = 8;
/// Client, version, three reserved bytes, time: all but the hash.
const BEFORE_HASH: usize = 16;
/// How long a client's part and any server's may be together (RFC 7873 section 4).
const WITH_SERVER: std::ops::RangeInclusive<usize> = 16..=40;
const VERSION: u8 = 1;
/// Seconds for which a cookie is good, by which its clock may be ahead, and after which it is made anew
/// (RFC 9018 section 4.3).
const OLDEST: i32 = 3600;
const AHEAD: i32 = 300;
const RENEWED: i32 = 1800;

/// What the cookie of a query proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// None of ours came: the client has none yet.
    New,
    /// One came that is not, or no more, ours for this address.
    Wrong,
    /// It was sent to this address not long ago.
    Good,
}

/// What a query's cookie proves, and the whole one that goes back.
#[derive(Debug, Clone, Copy)]
pub struct Cookie {
    /// What it proves.
    pub proof: Proof,
    /// The client's part and ours.
    pub back: [u8; COOKIE_LENGTH],
}

impl Cookie {
    /// Judges the option's data as they came from `address` at `now` (seconds since 1970), by the present secret and
    /// then the former ones; malformed if no cookie is that long.
    pub fn judge(
        secrets: &[Secret],
        option: &[u8],
        address: IpAddr,
        now: u32,
    ) -> Result<Option<Self>, Malformed> {
        if option.len() != CLIENT && !WITH_SERVER.contains(&option.len()) {
            return Err(Malformed);
        }
        let (Some(client), Some(present)) = (option.first_chunk::<CLIENT>(), secrets.first()) else {
            return Ok(None);
        };
        let made = || make(present, *client, address, now);
        let (proof, back) = match <&[u8; COOKIE_LENGTH]>::try_from(option) {
            _ if option.len() == CLIENT => (Proof::New, made()),
            Err(_) => (Proof::Wrong, made()),
            Ok(shown) => {
                let age = age(shown, now);
                let good = (-AHEAD..=OLDEST).contains(&age);
                match secrets
                    .iter()
                    .position(|secret| is_made_with(secret, shown, address))
                {
                    Some(0) if good && age <= RENEWED => (Proof::Good, *shown),
                    Some(_) if good => (Proof::Good, made()),
                    _ => (Proof::Wrong, made()),
                }
            }
        };
        Ok(Some(Self { proof, back }))
    }
}

fn make(secret: &Secret, client: [u8; CLIENT], address: IpAddr, now: u32) -> [u8; COOKIE_LENGTH] {
    let mut cookie = [0; COOKIE_LENGTH];
    cookie[..CLIENT].copy_from_slice(&client);
    cookie[CLIENT] = VERSION;
    cookie[CLIENT + 4..BEFORE_HASH].copy_from_slice(&now.to_be_bytes());
    let hash = hash(secret, &cookie, address);
    cookie[BEFORE_HASH..].copy_from_slice(&hash);
    cookie
}

/// The reserved bytes may hold anything: they are hashed as they came.
fn is_made_with(secret: &Secret, cookie: &[u8; COOKIE_LENGTH], address: IpAddr) -> bool {
    cookie[CLIENT] == VERSION && cookie[BEFORE_HASH..] == hash(secret, cookie, address)
}

/// Seconds since it was made, in the arithmetic of serial numbers (RFC 1982).
fn age(cookie: &[u8; COOKIE_LENGTH], now: u32) -> i32 {
    let [.., a, b, c, d, _, _, _, _, _, _, _, _] = *cookie;
    now.wrapping_sub(u32::from_be_bytes([a, b, c, d])) as i32
}

fn hash(secret: &Secret, cookie: &[u8; COOKIE_LENGTH], address: IpAddr) -> [u8; 8] {
    let mut hasher = SipHasher24::new_with_key(secret);
    hasher.write(&cookie[..BEFORE_HASH]);
    match address {
        IpAddr::V4(address) => hasher.write(&address.octets()),
        IpAddr::V6(address) => hasher.write(&address.octets()),
    }
    hasher.finish().to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: Secret = *b"\xe5\xe9\x73\xe5\xa6\xb2\xa4\x3f\x48\xe7\xdc\x84\x9e\x37\xbf\xcf";
    const OTHER: Secret = [7; 16];
    const NOW: u32 = 1_559_731_985;

    fn judge(secrets: &[Secret], option: &[u8], now: u32) -> Cookie {
        let address = [198, 51, 100, 100].into();
        Cookie::judge(secrets, option, address, now).unwrap().unwrap()
    }

    /// RFC 9018 appendix A.1.
    #[test]
    fn a_cookie_is_the_one_that_other_servers_would_make() {
        let client = b"\x24\x64\xc4\xab\xcf\x10\xc9\x57";
        let cookie = judge(&[SECRET], client, NOW);
        let server = b"\x01\x00\x00\x00\x5c\xf7\x9f\x11\x1f\x81\x30\xc3\xee\xe2\x94\x80";
        assert_eq!(cookie.back[..8], *client);
        assert_eq!(cookie.back[8..], *server);
        assert_eq!(cookie.proof, Proof::New);
    }

    /// RFC 9018 appendices A.3 and A.4.
    #[test]
    fn a_cookie_with_reserved_bytes_set_and_one_of_the_former_secret_are_good() {
        let shown = b"\xfc\x93\xfc\x62\x80\x7d\xdb\x86\x01\xab\xcd\xef\x5c\xf7\x8f\x71\xa3\x14\x22\x7b\x66\x79\xeb\xf5";
        let address = [203, 0, 113, 203].into();
        let cookie = Cookie::judge(&[SECRET], shown, address, 1_559_728_000).unwrap();
        assert_eq!(cookie.unwrap().proof, Proof::Good);

        let (former, present) = (
            *b"\xdd\x3b\xdf\x93\x44\xb6\x78\xb1\x85\xa6\xf5\xcb\x60\xfc\xa7\x15",
            *b"\x44\x55\x36\xbc\xd2\x51\x32\x98\x07\x5a\x5d\x37\x96\x63\xc9\x62",
        );
        let shown = b"\x22\x68\x1a\xb9\x7d\x52\xc2\x98\x01\x00\x00\x00\x5c\xf7\xc5\x79\x26\x55\x6b\xd0\x93\x4c\x72\xf8";
        let address = "2001:db8:220:1:59de:d0f4:8769:82b8".parse().unwrap();
        let cookie = Cookie::judge(&[present, former], shown, address, 1_559_741_961)
            .unwrap()
            .unwrap();
        assert_eq!(cookie.proof, Proof::Good);
        let server = b"\x01\x00\x00\x00\x5c\xf7\xc6\x09\xa6\xbb\x79\xd1\x66\x25\x50\x7a";
        assert_eq!(cookie.back[8..], *server);
    }

    #[test]
    fn age_decides_whether_it_is_good_and_whether_another_goes_back() {
        let table = [
            (0, Proof::Good, true),
            (1800, Proof::Good, true),
            (1801, Proof::Good, false),
            (3600, Proof::Good, false),
            (3601, Proof::Wrong, false),
            (-300, Proof::Good, true),
            (-301, Proof::Wrong, false),
        ];
        // The clock of 32 bits wraps in the year 2106.
        for start in [NOW, u32::MAX, 100] {
            let shown = judge(&[SECRET], &[7; 8], start).back;
            for (age, proof, kept) in table {
                let cookie = judge(&[SECRET], &shown, start.wrapping_add_signed(age));
                assert_eq!((cookie.proof, cookie.back == shown), (proof, kept), "{age}");
            }
        }
    }

    #[test]
    fn a_former_secret_is_good_and_any_other_is_not() {
        let shown = judge(&[OTHER], &[7; 8], NOW).back;
        let fresh = judge(&[SECRET], &[7; 8], NOW).back;
        for (secrets, proof) in [(&[SECRET, OTHER][..], Proof::Good), (&[SECRET], Proof::Wrong)] {
            let cookie = judge(secrets, &shown, NOW);
            assert_eq!((cookie.proof, cookie.back), (proof, fresh));
        }
    }

    #[test]
    fn a_cookie_is_for_one_address_client_and_version_alone() {
        let shown = judge(&[SECRET], &[7; 8], NOW).back;
        let elsewhere = Cookie::judge(&[SECRET], &shown, [198, 51, 100, 101].into(), NOW);
        assert_eq!(elsewhere.unwrap().unwrap().proof, Proof::Wrong);
        for at in 0..COOKIE_LENGTH {
            let mut bent = shown;
            bent[at] ^= 1;
            assert_eq!(judge(&[SECRET], &bent, NOW).proof, Proof::Wrong, "{at}");
        }
    }

    #[test]
    fn no_cookie_is_of_another_length() {
        for length in 0..50 {
            let judged = Cookie::judge(&[SECRET], &vec![0; length], [127, 0, 0, 1].into(), NOW);
            assert_eq!(
                judged.is_ok(),
                length == 8 || (16..=40).contains(&length),
                "{length}"
            );
        }
    }
}
