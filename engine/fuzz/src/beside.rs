//! What goes with a response because it was asked for: RFC 7871, 7873, 5001, 7828, 8914.

use _engine::respond::Transport;

use crate::edns::{Opt, Subnet};
use crate::fate::{Due, Fate};
use crate::steps::{NSID, TCP_IDLE};

const SUBNET: usize = 8;
const COOKIE: usize = 10;
const KEEPALIVE: usize = 11;
const EXTENDED_ERROR: usize = 15;
const WANTS_NSID: usize = 3;

/// EDNS is answered with EDNS; of its options come back those that were sent, and a reason where there is a fault.
pub fn check(fate: &Fate, got: Option<&Opt>, code: u16, transport: Transport, tells: bool) {
    assert_eq!(got.is_some(), fate.payload.is_some(), "EDNS on one side only");
    let Some(got) = got else { return };
    for (option, _) in &got.options {
        let known = [SUBNET, COOKIE, KEEPALIVE, EXTENDED_ERROR, WANTS_NSID].contains(option);
        assert!(known && got.all(*option).len() == 1, "option {option}, or twice");
    }
    let reason = !got.all(EXTENDED_ERROR).is_empty();
    assert!(
        !reason || (tells && code != 0),
        "a reason where there is no fault"
    );
    let Some(sent) = fate.opt.as_ref() else {
        return;
    };
    assert_eq!(sent.dnssec_ok, got.dnssec_ok);
    echoes_subnet(sent, got);
    if matches!(fate.due, Due::Fault(_)) {
        return;
    }
    match (sent.cookie().filter(|_| tells), &got.all(COOKIE)[..]) {
        (None, []) => {}
        (Some(shown), [made]) => assert!(made.len() == 24 && made[..9] == [&shown[..8], &[1]].concat()),
        _ => panic!("a cookie on one side only"),
    }
    let idle = tells && transport == Transport::Tcp && !sent.all(KEEPALIVE).is_empty();
    let tenths = TCP_IDLE.to_be_bytes().to_vec();
    assert_eq!(
        got.all(KEEPALIVE),
        idle.then_some(&tenths).into_iter().collect::<Vec<_>>()
    );
    let asked = tells && !sent.all(WANTS_NSID).is_empty();
    match got.all(WANTS_NSID)[..] {
        [] => assert!(!asked || transport == Transport::Udp, "there is room over TCP"),
        [id] => assert!(asked && id == NSID),
        _ => unreachable!("no option comes twice"),
    }
}

/// Family, prefix and address come back as they were, and the scope is one that an address can have.
fn echoes_subnet(sent: &Opt, got: &Opt) {
    match (sent.subnet().expect("it is sound"), &got.all(SUBNET)[..]) {
        (None, []) => {}
        (Some(asked), [data]) => {
            let told = Subnet::of(data).expect("a sound subnet comes back");
            assert!(
                told.scope == 0 || asked.prefix > 0,
                "a scope for who gave no prefix"
            );
            assert_eq!(Subnet { scope: 0, ..told }, asked);
        }
        _ => panic!("a subnet on one side only"),
    }
}
