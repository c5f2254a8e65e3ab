//! Any bytes as names: read, passed over and compared as a slow reader does it.

#![no_main]

use _engine::wire::name::{down_from, is_within, self_and_ancestors, skip, Name};
use libfuzzer_sys::fuzz_target;
use slowly::name::{passed, plain, wire, Labels};

fuzz_target!(|bytes: &[u8]| {
    let Some((&start, bytes)) = bytes.split_first() else {
        return;
    };
    let start = usize::from(start) % 20;
    assert_eq!(skip(bytes, start).ok(), passed(bytes, start));
    let read = Name::read(bytes, start).ok();
    let slow = plain(bytes, start);
    assert_eq!(
        read.map(|(name, end)| (name.as_wire().to_vec(), end)),
        slow.as_ref().map(|(labels, end)| (wire(labels), *end))
    );
    if let Some((labels, end)) = slow {
        walks_up_and_down(&labels);
        if let Some((other, _)) = plain(bytes, end) {
            let within = wire_labels(&labels).ends_with(&wire_labels(&other));
            assert_eq!(is_within(&wire(&labels), &wire(&other)), within);
            let joined = Name::joined(&wire(&labels)[..wire(&labels).len() - 1], &wire(&other));
            let whole = [labels, other].concat();
            let fits = slowly::name::length(&whole) <= 255;
            assert_eq!(
                joined.map(|name| name.as_wire().to_vec()),
                fits.then(|| wire(&whole))
            );
        }
    }
});

fn wire_labels(labels: &Labels) -> Labels {
    labels.iter().map(|label| label.to_ascii_lowercase()).collect()
}

fn walks_up_and_down(labels: &Labels) {
    let name = wire(labels);
    let all: Vec<Vec<u8>> = (0..=labels.len())
        .map(|skipped| wire(&labels[skipped..].to_vec()))
        .collect();
    assert!(self_and_ancestors(&name).eq(all.iter().map(Vec::as_slice)));
    for ancestor in &all {
        let on_the_way = all.iter().rev().filter(|name| name.len() >= ancestor.len());
        assert!(down_from(ancestor, &name).eq(on_the_way.map(Vec::as_slice)));
    }
}
