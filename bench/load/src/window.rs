//! The queries under way, found again by the ids of their answers.

use std::time::{Duration, Instant};

/// As many as may be under way: half of all ids, so that each place has at least two in turn.
pub const MOST: usize = 1 << 15;

/// A query that was sent and not yet answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its place among the questions.
    pub question: usize,
    /// When it was sent.
    pub at: Instant,
}

#[derive(Clone, Copy)]
struct Place {
    turn: u16,
    asked: Option<Asked>,
}

/// So many places. An id is a place in its low bits and above them the place's turn, so that a late answer to what is
/// counted as lost is not taken for one to the next query from there.
pub struct Window {
    places: Vec<Place>,
    free: Vec<u16>,
    place_bits: u32,
}

impl Window {
    /// Room for 1 to `MOST` queries.
    pub fn of(size: usize) -> Self {
        let size = size.clamp(1, MOST);
        Self {
            places: vec![Place { turn: 0, asked: None }; size],
            free: (0..size as u16).rev().collect(),
            place_bits: size.next_power_of_two().trailing_zeros(),
        }
    }

    /// How many more may be sent.
    pub fn room(&self) -> usize {
        self.free.len()
    }

    /// How many are under way.
    pub fn under_way(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// Takes a place and gives the id to send under; none if there is no room.
    pub fn open(&mut self, asked: Asked) -> Option<u16> {
        let place = self.free.pop()?;
        self.places[usize::from(place)].asked = Some(asked);
        Some(self.places[usize::from(place)].turn << self.place_bits | place)
    }

    /// What was sent under this id, if that is not yet answered; from now on it is.
    pub fn close(&mut self, id: u16) -> Option<Asked> {
        let number = id & ((1 << self.place_bits) - 1);
        let place = self.places.get_mut(usize::from(number))?;
        if place.turn << self.place_bits | number != id {
            return None;
        }
        let asked = place.asked.take()?;
        place.turn = place.turn.wrapping_add(1);
        self.free.push(number);
        Some(asked)
    }

    /// Gives up what was sent longer than `patience` ago, and says how many these were.
    pub fn give_up(&mut self, now: Instant, patience: Duration) -> u64 {
        let mut lost = 0;
        for (number, place) in self.places.iter_mut().enumerate() {
            if place.asked.is_some_and(|asked| now - asked.at > patience) {
                place.asked = None;
                place.turn = place.turn.wrapping_add(1);
                self.free.push(number as u16);
                lost += 1;
            }
        }
        lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(question: usize) -> Asked {
        Asked {
            question,
            at: Instant::now(),
        }
    }

    #[test]
    fn an_answer_finds_its_query_once() {
        for size in [1, 2, 3, 192, MOST] {
            let mut window = Window::of(size);
            let queries: Vec<Asked> = (0..size).map(asked).collect();
            let ids: Vec<Option<u16>> = queries.iter().map(|&query| window.open(query)).collect();
            assert_eq!((window.room(), window.open(asked(0))), (0, None), "{size}");
            for (query, id) in queries.iter().zip(ids) {
                let id = id.unwrap_or_default();
                assert_eq!(window.close(id), Some(*query));
                assert_eq!(window.close(id), None, "it was answered");
            }
            assert_eq!((window.room(), window.under_way()), (size, 0));
        }
    }

    #[test]
    fn ids_that_were_never_sent_find_nothing() {
        let mut window = Window::of(3);
        let sent = window.open(asked(0));
        for id in (0..=u16::MAX).filter(|&id| Some(id) != sent) {
            assert_eq!(window.close(id), None, "{id}");
        }
        assert_eq!(window.under_way(), 1);
    }

    #[test]
    fn the_answer_to_what_was_given_up_is_not_taken_for_the_next() {
        let (mut window, patience) = (Window::of(1), Duration::from_millis(250));
        let first = asked(0);
        let old = window.open(first);
        assert_eq!(window.give_up(first.at + patience, patience), 0);
        assert_eq!(window.give_up(first.at + patience * 2, patience), 1);
        let new = window.open(asked(1));
        assert_ne!(old, new);
        assert_eq!(old.and_then(|id| window.close(id)), None);
        assert_eq!(
            new.and_then(|id| window.close(id)).map(|found| found.question),
            Some(1)
        );
    }

    #[test]
    fn turns_begin_anew_after_the_last() {
        let mut window = Window::of(MOST);
        for question in 0..5 {
            let id = window.open(asked(question)).unwrap_or_default();
            assert_eq!(window.close(id).map(|found| found.question), Some(question));
        }
    }
}
